"""Local law: values, numbered overlays, and what a value would change."""

from tirek.department.parameters.models.effect import Effect
from tirek.department.parameters.models.overlay import Overlay
from tirek.department.parameters.models.value import LocalValue

__all__ = ["Effect", "LocalValue", "Overlay"]

"""The states of a contract."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContractState(models.TextChoices):
    """Written and not signed; signed; ended, or dropped before it was signed."""

    DRAFT = "draft", _("not signed yet")
    IN_FORCE = "in_force", _("signed")
    ENDED = "ended", _("ended")

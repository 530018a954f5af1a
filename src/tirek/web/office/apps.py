"""The pages of the officers."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """The pages of the officers."""

    name = "tirek.web.office"

    def ready(self) -> None:
        """Read what each page group shows on the pages of others, and which of its tables may be taken out."""
        for module in ("panels", "exports"):
            for group in sorted(path.parent.name for path in Path(__file__).parent.glob(f"*/{module}.py")):
                import_module(f"{self.name}.{group}.{module}")

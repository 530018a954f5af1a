"""Tables of the office as files: asked for with a reason, marked with who and when, harmless when opened."""

from tirek.web.ui.exports.tables import Column, Export, add_export

__all__ = ["Column", "Export", "add_export"]

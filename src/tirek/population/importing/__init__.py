"""Tables of other systems (CSV, XLSX, Parquet) become a snapshot: a mapping says which column is which fact."""

from tirek.population.importing.assembly import Imported, import_tables
from tirek.population.importing.mapping import ImportMapping, read_mapping
from tirek.population.importing.problems import ImportProblem, RowProblem
from tirek.population.importing.suggestion import suggest_mapping

__all__ = [
    "ImportMapping",
    "ImportProblem",
    "Imported",
    "RowProblem",
    "import_tables",
    "read_mapping",
    "suggest_mapping",
]

"""One family out of a snapshot, as a case that the law decides and explains."""

from __future__ import annotations

from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from tirek.population.snapshot.schema import FAMILY_ID, load_schema
from tirek.rulebook.catalogue import benefit_ids
from tirek.rulebook.engine.case import Case
from tirek.rulebook.engine.facts import RECEIVES


def read_family(folder: Path, family_id: int, receives: frozenset[str] = frozenset()) -> Case:
    """The facts of one family.

    Parameters
    ----------
    folder : Path
        A snapshot.
    family_id : int
    receives : frozenset of str
        Programmes that the family receives; all others it does not.

    Raises
    ------
    KeyError
        If the snapshot has no such family.
    """
    rows = {entity: _rows(folder, entity, family_id) for entity in load_schema().entities}
    if not rows["family"]:
        raise KeyError(family_id)
    received: dict[str, int | bool] = {RECEIVES + name: name in receives for name in benefit_ids()}
    family = {**rows.pop("family")[0], **received}
    return Case(family, {entity: tuple(found) for entity, found in rows.items()})


def _rows(folder: Path, entity: str, family_id: int) -> list[dict[str, int | bool]]:
    path = folder / load_schema().entities[entity].file
    table = pq.read_table(path, filters=pc.field(FAMILY_ID) == family_id).drop_columns([FAMILY_ID])
    return [{name: value for name, value in row.items() if value is not None} for row in table.to_pylist()]

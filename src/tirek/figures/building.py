"""Raw mappings, from YAML or a spreadsheet, made into checked records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from tirek.figures.errors import FiguresError
from tirek.figures.fields import Fields
from tirek.figures.intervals import READINGS
from tirek.figures.numerals import Numeral
from tirek.figures.places import Places
from tirek.figures.records import (
    AGREES,
    KINDS,
    NEEDS_NO_WORDS,
    PERIODIC,
    PRINTED_AS,
    VERDICTS,
    Figure,
    Foreseen,
    Paragraph,
    Period,
    Publication,
    Relation,
    Statement,
)
from tirek.figures.units import RATES, unit_names

PARTS = ("document", "figures", "relations", "automatic")
DOCUMENT_FIELDS = (
    *("title", "source", "provenance", "territory", "as_of", "period", "uses", "paragraphs", "scopes", "note"),
)
FIGURE_FIELDS = (
    *("label", "value", "unit", "paragraph", "kind", "as_of", "period", "reading", "precision", "scope", "share_of"),
    *("printed_unit", "also", "printed", "territory", "provenance", "note"),
)
RELATION_FIELDS = ("kind", "stated", "of", "low", "high", "items", "as", "expected", "explain")
PARAGRAPH_FIELDS = ("title", "numbers_in_source", "not_figures", "why")
NEEDS: Mapping[str, tuple[str, ...]] = {
    "sum": ("stated", "of"),
    "difference": ("stated", "of"),
    "part_of": ("stated", "of"),
    "ratio": ("stated", "of"),
    "product": ("stated", "of"),
    "limit": ("stated", "of"),
    "plan_fact": ("of",),
    "equal": ("stated", "of"),
    "same_unit": ("of",),
    "count": ("stated", "items"),
    "bounds": ("of",),
    "derived": ("of",),
}
"""What each kind of relation cannot do without."""

MARKS = ("seed", "found", "calc", "memory")


class Builder:
    """Builds one publication.

    Parameters
    ----------
    raw : object
        The whole document.
    name : str
        Name of the file, without its suffix.
    where : Places
        Place of a path of keys.
    used : mapping of str to Publication
        The files that this one uses, by name.
    """

    def __init__(self, raw: object, name: str, where: Places, used: Mapping[str, Publication]) -> None:
        self.name, self.where, self.used = name, where, used
        whole = Fields(raw, where, (), PARTS)
        self.raw = whole.raw
        self.document = Fields(whole.needed("document"), where, ("document",), DOCUMENT_FIELDS)
        self.paragraphs = dict(self._paragraphs())
        scopes = Fields(self.document.raw.get("scopes") or {}, where, ("document", "scopes"))
        self.scopes = {scopes.key(key): scopes.text(key) for key in scopes.raw}
        self.provenance = self._provenance(self.document, {})
        self.as_of = self.document.day("as_of", self.document.needed("as_of"))
        self.period = self.document.period("period")

    def build(self) -> Publication:
        """The publication.

        Raises
        ------
        FiguresError
            At the first record that is wrong.
        """
        figures = {key: self._figure(key, raw) for key, raw in self._rows("figures")}
        publication = Publication(
            name=self.name,
            title=self.document.text("title"),
            source=str(self.document.needed("source")),
            territory=self.document.word("territory"),
            figures=figures,
            relations={},
            paragraphs=self.paragraphs,
            scopes=self.scopes,
            automatic={},
            used=self.used,
        )
        relations = {id_: self._relation(id_, raw, publication) for id_, raw in self._rows("relations")}
        automatic = {id_: self._foreseen(id_, raw, relations) for id_, raw in self._rows("automatic")}
        return Publication(**{**vars(publication), "relations": relations, "automatic": automatic})

    def _rows(self, part: str) -> Iterable[tuple[str, Any]]:
        raw = self.raw.get(part) or {}
        return ((str(key), value) for key, value in Fields(raw, self.where, (part,)).raw.items())

    def _paragraphs(self) -> Iterable[tuple[str, Paragraph]]:
        path = ("document", "paragraphs")
        listed = Fields(self.document.needed("paragraphs"), self.where, path)
        for key, raw in listed.raw.items():
            fields = Fields(raw, self.where, (*path, key), PARAGRAPH_FIELDS)
            if fields.whole("not_figures"):
                fields.needed("why")
            count = fields.whole("numbers_in_source")
            yield listed.key(str(key)), Paragraph(fields.text("title"), count, fields.whole("not_figures") or 0)

    def _provenance(self, fields: Fields, default: Mapping[str, str]) -> Mapping[str, str]:
        raw = fields.raw.get("provenance")
        if raw is None:
            return default
        mark = Fields(raw, self.where, (*fields.path, "provenance"), ("mark", "source"))
        return {"mark": mark.choice("mark", MARKS), "source": str(mark.needed("source"))}

    def _figure(self, key: str, raw: object) -> Figure:
        Fields({key: raw}, self.where, ("figures",)).key(key)
        fields = Fields(raw, self.where, ("figures", key), FIGURE_FIELDS)
        unit, kind = fields.choice("unit", unit_names()), fields.choice("kind", KINDS, "fact")
        numeral = self._value(fields, fields.needed("value"), "value", unit)
        period = fields.period("period") or (self.period if kind in PERIODIC else None)
        as_of = fields.day("as_of") or self._last_day(fields, period)
        return Figure(
            key=key,
            label=fields.text("label"),
            numeral=numeral,
            unit=unit,
            printed_unit=fields.choice("printed_unit", unit_names(), unit),
            kind=kind,
            as_of=as_of,
            period=period,
            reading=fields.choice("reading", READINGS, default_reading(numeral, unit, kind)),
            paragraph=fields.choice("paragraph", self.paragraphs),
            scope=fields.choice("scope", self.scopes, ""),
            share_of=fields.choice("share_of", unit_names(), ""),
            printed=fields.choice("printed", PRINTED_AS, "digits"),
            territory=fields.word("territory", self.document.word("territory")),
            provenance=self._provenance(fields, self.provenance),
            note=fields.text("note", needed=False),
            also=tuple(self._statements(fields, unit, as_of)),
        )

    def _last_day(self, fields: Fields, period: Period | None) -> date:
        assert self.as_of is not None
        return period.end if period and fields.raw.get("period") else self.as_of

    def _value(self, fields: Fields, value: object, name: str, unit: str) -> Numeral:
        numeral = fields.numeral(value, name)
        if numeral.percent and unit not in RATES:
            raise fields.error(name, "percent_sign", value=value, unit=unit)
        step = numeral.step
        if name == "value" and fields.raw.get("precision") is not None:
            step = fields.numeral(fields.raw["precision"], "precision").value
        if unit not in RATES:
            return Numeral(numeral.value, step, numeral.multiple)
        return Numeral(numeral.value / 100, step / 100, numeral.multiple, percent=True)

    def _statements(self, fields: Fields, unit: str, as_of: date) -> Iterable[Statement]:
        listed = fields.raw.get("also") or []
        if not isinstance(listed, list):
            raise fields.error("also", "not_a_list")
        for index, entry in enumerate(listed):
            path = (*fields.path, "also", index)
            raw = entry if isinstance(entry, Mapping) else {"value": entry}
            one = Fields(raw, self.where, path, ("value", "paragraph", "as_of"))
            yield Statement(
                self._value(Fields({}, self.where, path), one.needed("value"), "value", unit),
                one.choice("paragraph", self.paragraphs, fields.word("paragraph")),
                one.day("as_of") or as_of,
            )

    def _relation(self, id_: str, raw: object, publication: Publication) -> Relation:
        fields = Fields(raw, self.where, ("relations", id_), RELATION_FIELDS)
        kind = fields.choice("kind", NEEDS)
        for name in NEEDS[kind]:
            fields.needed(name)
        if kind == "bounds" and not (fields.word("low") or fields.word("high")):
            fields.needed("low")
        stated = fields.formula("stated", lambda key: publication.find(key) is not None, publication.figures)
        if stated and stated.names != (stated.text.strip(),):
            raise fields.error("stated", "unknown_figure", value=stated.text, allowed=", ".join(publication.figures))
        for name in ("of", "low", "high"):
            formula = fields.formula(name, lambda key: publication.find(key) is not None, publication.figures)
            if formula and formula.is_list != (kind == "same_unit" and name == "of"):
                raise fields.error(name, "list_of_figures", value=formula.text)
        items = fields.raw.get("items") or []
        if not isinstance(items, list):
            raise fields.error("items", "not_a_list")
        default = "derived" if kind == "derived" or (kind == "plan_fact" and not stated) else AGREES
        return Relation(
            id=id_,
            kind=kind,
            where=self.where("relations", id_),
            stated=fields.word("stated"),
            of=fields.word("of"),
            low=fields.word("low"),
            high=fields.word("high"),
            items=tuple(items),
            shown_as=fields.choice("as", unit_names(), ""),
            expected=self._expected(fields, default),
            explain=fields.text("explain", needed=False),
        )

    def _expected(self, fields: Fields, default: str) -> str:
        expected = fields.choice("expected", VERDICTS, default)
        if expected not in (*NEEDS_NO_WORDS, AGREES) and not fields.raw.get("explain"):
            raise FiguresError(self.where(*fields.path), "no_explanation", value=expected)
        return expected

    def _foreseen(self, id_: str, raw: object, relations: Mapping[str, Relation]) -> Foreseen:
        fields = Fields(raw, self.where, ("automatic", id_), ("id", "expected", "explain"))
        own = fields.word("id", id_)
        if own in relations:
            raise fields.error("id", "automatic_relation", value=own)
        fields.needed("expected")
        return Foreseen(own, self._expected(fields, "holds"), fields.text("explain"), self.where(*fields.path))


def default_reading(numeral: Numeral, unit: str, kind: str) -> str:
    """How digits are meant where the file does not say: a whole number without a multiple counts, the others round."""
    counts = numeral.step == Fraction(1) and not numeral.multiple and unit not in RATES and kind != "rate"
    return "exact" if counts else "rounded"

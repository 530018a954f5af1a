"""The letter that explains a family its welfare level: figures, criteria, what binds, what a corrected record could change."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tirek.rulebook.decisions import Answer
from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.engine.interpreter import settled
from tirek.rulebook.engine.wording import date_text, number_text, quarter_text

CRITERIA: Mapping[str, tuple[str, str]] = {
    "income": ("income_cell", "income_level"),
    "housing": ("housing_cell", "housing_level"),
    "vehicles": ("vehicle_cell", "vehicle_level"),
    "legal_entity": ("entity_cell", "entity_level"),
}
"""Criterion to the steps of its cell and of the lowest level it admits."""


class _Letter:
    def __init__(self, answer: Answer, language: str) -> None:
        self.answer, self.language = answer, language
        folder = answer.program.benefits[answer.outcome.benefit_id].benefit.folder
        self.method = folder.name
        self.words = read_document(folder / "letter.yaml")
        self.table = read_document(folder / "table.yaml")["criteria"]
        self.codes = read_document(folder / "benefit.yaml")["codes"]

    def value(self, step: str, module: str = "") -> Fraction | None:
        """A step's exact value; None where it is undetermined."""
        bound = self.answer.program.steps[f"{module or self.method}.{step}"]
        top, bottom = (self.answer.interpreter.value(node) for node in (bound.node, bound.divisor))
        return Fraction(top[0], bottom[0]) if settled(top) and settled(bottom) else None

    def whole(self, step: str) -> int:
        """A step's value that a determined level cannot lack."""
        value = self.value(step)
        return int(value) if value is not None else 0

    def say(self, text: Mapping[str, str], **values: Any) -> str:
        return text[self.language].format(**values)

    def number(self, value: Fraction | None) -> str:
        return "—" if value is None else number_text(value, self.language)

    def opening(self) -> list[str]:
        """Greeting, what was counted, the level."""
        moment, sentences = self.answer.program.moment, self.words["sentences"]
        level = self.words["levels"][self.whole("level")]
        quarter = quarter_text(str(moment.quarter("quarter_before_application")), self.language)
        return [
            self.say(sentences["greeting"]),
            self.say(
                sentences["period"],
                on=date_text(moment.on, self.language),
                quarter=quarter,
                members=self.number(self.value("members", "national")),
            ),
            self.say(
                sentences["level"],
                level=self.whole("level"),
                level_name=level["name"][self.language],
                level_meaning=level["meaning"][self.language],
            ),
        ]

    def criterion(self, name: str) -> str:
        """One deciding criterion: its cell and the lowest level it admits."""
        cell, lowest = CRITERIA[name]
        return self.say(
            self.words["sentences"][name],
            cell=self.table[name]["cells"][self.whole(cell)]["title"][self.language],
            lowest=self.whole(lowest),
            income=self.number(self.value("per_capita_income", "national")),
            minimum=self.number(self.value("scoring_minimum")),
        )

    def closing(self) -> list[str]:
        """What binds, whether the criteria clash, rights, draft."""
        sentences = self.words["sentences"]
        binding = self.codes["binding_criterion"][self.whole("binding_criterion")][self.language]
        lines = [self.say(sentences["binding"], binding=binding)]
        pair = self.whole("conflict_pair")
        if pair:
            lines.append(self.say(sentences["conflict"], pair=self.codes["conflict_pair"][pair][self.language]))
        lines += self.changes()
        lines.append(self.say(sentences["rights"]))
        if self.answer.program.benefits[self.method].term.status == "draft":
            lines.append(self.say(sentences["draft"]))
        return lines

    def changes(self) -> list[str]:
        """Records that may be wrong, and a member's registration: nothing else is ever named."""
        changes = self.words["changes"]
        fitting = [each for each in changes["sentences"] if self.whole(each["when"]) >= each["from"]]
        return [self.say(changes["heading"]), *(f"— {self.say(each['text'])}" for each in fitting)] if fitting else []


def level_letter(answer: Answer, language: str) -> str:
    """The explanation letter of a determined level, one sentence a line.

    Raises
    ------
    ValueError
        If the level is undetermined: then the family is told what is missing, not a level.
    """
    if not settled(answer.outcome.total):
        raise ValueError("the level is undetermined")
    letter = _Letter(answer, language)
    lines = [*letter.opening(), *(letter.criterion(name) for name in CRITERIA), *letter.closing()]
    return "\n".join(lines)

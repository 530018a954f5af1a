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

    def whole(self, step: str) -> int | None:
        """A step's whole value; None where it is undetermined (the others settle the level)."""
        value = self.value(step)
        return None if value is None else int(value)

    def say(self, text: Mapping[str, str], **values: Any) -> str:
        return text[self.language].format(**values)

    def number(self, value: Fraction | None) -> str:
        return "—" if value is None else number_text(value, self.language)

    def opening(self) -> list[str]:
        """Greeting, what was counted, the level."""
        moment, sentences = self.answer.program.moment, self.words["sentences"]
        number = self.answer.outcome.total[0]
        level = self.words["levels"][number]
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
                level=number,
                level_name=level["name"][self.language],
                level_meaning=level["meaning"][self.language],
            ),
        ]

    def criterion(self, name: str) -> str:
        """One deciding criterion: its cell and the lowest level it admits; or that it is not known yet."""
        sentences = self.words["sentences"]
        cell, lowest = (self.whole(step) for step in CRITERIA[name])
        if cell is None or lowest is None:
            return self.say(sentences["unknown"], criterion=self.table[name]["title"][self.language])
        return self.say(
            sentences[name],
            cell=self.table[name]["cells"][cell]["title"][self.language],
            lowest=lowest,
            income=self.number(self.value("per_capita_income", "national")),
            minimum=self.number(self.value("scoring_minimum")),
        )

    def closing(self) -> list[str]:
        """What binds, whether the criteria clash, what may change, rights, draft."""
        sentences, lines = self.words["sentences"], []
        binding, pair = self.whole("binding_criterion"), self.whole("conflict_pair")
        if binding is not None:
            title = self.codes["binding_criterion"][binding][self.language]
            lines.append(self.say(sentences["binding"], binding=title))
        if pair:
            lines.append(self.say(sentences["conflict"], pair=self.codes["conflict_pair"][pair][self.language]))
        lines += self.changes()
        lines.append(self.say(sentences["rights"]))
        if self.answer.program.benefits[self.method].term.status == "draft":
            lines.append(self.say(sentences["draft"]))
        return lines

    def changes(self) -> list[str]:
        """Records that may be wrong, and a member's registration: only those that can move the level, nothing else."""
        changes = self.words["changes"]
        fitting = [f"— {self.say(each['text'])}" for each in changes["sentences"] if self._can_move(each)]
        return [self.say(changes["heading"]), *fitting] if fitting else []

    def _can_move(self, change: Mapping[str, Any]) -> bool:
        cell = self.whole(change["when"])
        return cell is not None and cell >= change["from"] and self.whole(change["reaches"]) == self.whole("level")


def has_letter(answer: Answer) -> bool:
    """Whether the method writes letters and this level is determined."""
    bound = answer.program.benefits.get(answer.outcome.benefit_id)
    written = bound is not None and (bound.benefit.folder / "letter.yaml").exists()
    return written and settled(answer.outcome.total)


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

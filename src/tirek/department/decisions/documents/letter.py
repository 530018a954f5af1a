"""What a letter about a signed decision says, in one language: of the decision, its evaluation, the terms of the acts."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tirek.department.core.calendar.today import local_day
from tirek.department.core.calendar.working_days import CalendarUnknown, working_days
from tirek.department.core.clocks.counting import due_on, spelt
from tirek.department.core.clocks.register import Clock, find_clock
from tirek.department.core.models import Territory
from tirek.department.decisions.documents.reasons import reasons_of
from tirek.department.decisions.documents.words import by_text, capital, from_day_kk, say, words
from tirek.department.decisions.enums import DecisionKind
from tirek.department.decisions.models import Decision
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.benefit import PAID, Benefit
from tirek.rulebook.engine.calendar import shift_months
from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.units import Unit, named_unit, symbol_of, unit_register
from tirek.rulebook.engine.wording import SPACE, date_text, number_text, since_text

BARRED = frozenset({"measures_refused", "contract_broken", "false_data"})
"""Grounds that shut out a new application for a time."""
TARGETED = "targeted_assistance"
MONTHLY = "month"
TAKES_AWAY = (DecisionKind.REFUSE, DecisionKind.CHANGE, DecisionKind.SUSPEND, DecisionKind.TERMINATE)


class _Letter:
    def __init__(self, decision: Decision, language: str) -> None:
        assert decision.signed_at is not None
        self.decision, self.language = decision, language
        self.benefit: Benefit = find_benefit(decision.programme)
        self.answer: Mapping[str, Any] = decision.evaluation.answer
        self.signed_on = local_day(decision.signed_at)
        self.start = decision.starts_on or self.signed_on
        self.money = self.benefit.outcome in PAID

    def say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    def day(self, day: date) -> str:
        return date_text(day, self.language)

    def amount(self, amount: int) -> str:
        """A sum with the word for how often, or a quantity in its unit."""
        if self.money:
            told = number_text(amount, self.language) + SPACE + symbol_of(named_unit("tenge"))[self.language]
            return self.say(f"amounts.{self.benefit.document['period']}", amount=told)
        unit = _unit(self.decision.unit or self.benefit.quantity_unit or "")
        symbol = symbol_of(unit).get(self.language, "") if unit.powers else ""
        return self.say(
            "amounts.quantity", amount=number_text(amount, self.language) + (SPACE + symbol if symbol else "")
        )

    def title(self) -> str:
        kind = self.decision.kind
        if kind == DecisionKind.GRANT:
            kind = "grant_money" if self.money else "grant_other"
        return self.say(f"titles.{kind}")

    def programme(self) -> str:
        """The title that may stand in a letter which others see."""
        document = self.benefit.document
        neutral = self.decision.confidential and document.get("neutral_title")
        title: str = (neutral or document["title"])[self.language]
        return title

    def decided(self) -> str:
        decision, since = self.decision, since_text(self.start, self.language)
        if decision.kind == DecisionKind.GRANT:
            return self._granted()
        if decision.kind == DecisionKind.REFUSE:
            return self.say("decided.refuse" if self.money else "decided.refuse_other")
        if decision.kind == DecisionKind.CHANGE:
            amount = self.amount(decision.amount or 0)
            if not self.money:
                return self.say("decided.change_other", amount=amount)
            before = decision.previous.amount if decision.previous else None
            if before is None:
                return self.say("decided.change", amount=amount)
            return self.say("decided.change_from", amount=amount, before=self.amount(before))
        return self.say(f"decided.{decision.kind}", since=since)

    def _granted(self) -> str:
        amount = self.decision.amount
        if self.money:
            return (
                self.say("decided.grant_refund")
                if amount is None
                else self.say("decided.grant_money", amount=self.amount(amount))
            )
        return (
            self.say("decided.grant_right")
            if amount is None
            else self.say("decided.grant_quantity", amount=self.amount(amount))
        )

    def when(self) -> tuple[str, str]:
        """The label and the sentence of when money or help comes; empty where nothing comes."""
        kind = self.decision.kind
        if kind == DecisionKind.REFUSE:
            return "", ""
        if not self.money:
            handed = kind in (DecisionKind.GRANT, DecisionKind.CHANGE, DecisionKind.RESUME)
            return ("when", self.say("provided", by=self.by(_call_by(self.signed_on)))) if handed else ("", "")
        if kind == DecisionKind.SUSPEND:
            return "money", self.say("money.stopped")
        if kind == DecisionKind.TERMINATE:
            return "money", self.say("money.ended")
        return "money", self._paid(self.by(first_payment_by(self.signed_on, self.start)))

    def _paid(self, by: str) -> str:
        monthly = self.benefit.document["period"] == MONTHLY
        if self.decision.kind == DecisionKind.CHANGE:
            told = [self.say("money.new_sum", since=since_text(self.start, self.language), by=by)]
        elif self.benefit.outcome == "cost_up_to":
            return self.say("money.refund", by=by)
        else:
            told = [self.say("money.first" if monthly else "money.single", by=by)]
        return " ".join([*told, *([self.say("money.monthly")] if monthly else [])])

    def term(self) -> str:
        """From when to when something is given; empty where the decision gives nothing that lasts."""
        decision = self.decision
        lasts = decision.kind in (DecisionKind.GRANT, DecisionKind.CHANGE)
        if not lasts or self.benefit.document["period"] in ("once", "event"):
            return ""
        since = capital(since_text(self.start, self.language))
        if decision.ends_on is None:
            return self.say("term.open", since=since)
        return self.say("term.between", since=since, last=self.day(decision.ends_on))

    def yours(self) -> str:
        kind = self.decision.kind
        if kind == DecisionKind.REFUSE:
            again = "barred" if BARRED & set(self.decision.grounds) else "reapply"
            return f"{self.say(f'yours.{again}')} {self.say('yours.mistake')}"
        if kind == DecisionKind.SUSPEND:
            return self.say("yours.suspended")
        if kind == DecisionKind.TERMINATE:
            return self.say("yours.terminated")
        if self.decision.programme.startswith(TARGETED):
            clock = find_clock("targeted_assistance_change_report")
            return self.say("yours.report_in", term=spelt(clock.length, clock.unit, self.language))
        return self.say("yours.nothing")

    def by(self, day: date) -> str:
        return by_text(day, self.language)

    def next(self) -> list[dict[str, Any]]:
        label, when = self.when()
        rows = [
            ("decided", self.decided(), True),
            (label, when, False),
            ("term", self.term(), False),
            ("yours", self.yours(), False),
            ("disagree", self.disagree(), False),
        ]
        return [
            {"label": self.say(f"labels.{name}"), "text": text, "strong": strong} for name, text, strong in rows if text
        ]

    def advice(self) -> list[str]:
        """What the family can do to turn a refusal; of an illness a letter says nothing."""
        if self.decision.kind != DecisionKind.REFUSE or self.decision.confidential:
            return []
        told = [
            change["advice"][self.language]
            for change in self.answer.get("counterfactual") or []
            if not find_fact(*change["fact"].split(".", 1)).confidential
        ]
        return list(dict.fromkeys(told))

    def disagree(self) -> str:
        """By when to complain, at the head of a letter that takes something away or gives nothing."""
        return self.say("appeal.short", **self._last_days()) if self.decision.kind in TAKES_AWAY else ""

    def _last_days(self) -> dict[str, str]:
        last = appeal_until(self.signed_on)
        return {"last": self.day(last), "not_before": from_day_kk(last)}

    def appeal(self) -> list[str]:
        term, answer = find_clock("complaint"), find_clock("complaint_decision")
        return [
            self.say("appeal.term", term=spelt(term.length, term.unit, self.language), **self._last_days()),
            self.say("appeal.where", answer=spelt(answer.length, answer.unit, self.language)),
            self.say("appeal.further"),
        ]

    def contact(self) -> str:
        district = Territory.objects.get(pk=self.decision.territory)
        place, contact = getattr(district, f"title_{self.language}"), _contact_of(district)
        number = self.decision.number
        if contact:
            return self.say("contact.known", place=place, contact=contact, number=number)
        return self.say("contact.unknown", place=place, number=number)

    def place(self) -> str:
        """The district with the city or region it lies in."""
        unit = Territory.objects.select_related("parent").get(pk=self.decision.territory)
        return ", ".join(getattr(each, f"title_{self.language}") for each in (unit.parent, unit) if each is not None)


def letter_of(decision: Decision, language: str) -> dict[str, Any]:
    """Everything the page of a letter shows, as plain values; its QR code apart.

    Parameters
    ----------
    decision
        A signed one, inside ``entered(...)``; with ``case.applicant``, ``evaluation`` and ``previous``.
    language
        ``kk`` or ``ru``.

    Raises
    ------
    KeyError
        If a sentence is missing.
    """
    letter = _Letter(decision, language)
    return {
        "language": language,
        "title": letter.title(),
        "department": letter.say("department"),
        "place": letter.place(),
        "number": decision.number,
        "day": letter.day(letter.signed_on),
        "to": decision.case.applicant.full_name(language),
        "programme": letter.programme(),
        "next": letter.next(),
        "why": reasons_of(decision, language, letter.benefit),
        "advice": letter.advice(),
        "appeal": letter.appeal(),
        "appeal_basis": find_clock("complaint").cite(language),
        "contact": letter.contact(),
        "check": letter.say("check.text"),
        "qr_alt": letter.say("check.alt"),
        "signed": letter.say("signed", day=letter.day(letter.signed_on)),
        "labels": {name: text[language] for name, text in words()["labels"].items()},
    }


def first_payment_by(signed_on: date, start: date) -> date:
    """The last day on which the first money reaches the account: the end of a month.

    Examples
    --------
    >>> first_payment_by(date(2026, 11, 10), date(2026, 11, 1))
    datetime.date(2026, 11, 30)
    >>> first_payment_by(date(2026, 11, 22), date(2026, 11, 1))
    datetime.date(2026, 12, 31)
    >>> first_payment_by(date(2026, 11, 10), date(2027, 1, 1))
    datetime.date(2027, 1, 31)
    """
    day = max(signed_on, start)
    if day == signed_on and day.day > words()["payment"]["last_day_for_this_month"]:
        day = shift_months(day.replace(day=1), 1)
    return day.replace(day=monthrange(day.year, day.month)[1])


def appeal_until(signed_on: date) -> date:
    """The first day on which the term of a complaint can end: that of somebody who learnt of the decision at once.

    Where the calendar of that year is not entered yet, the day is not moved past a day off: it is then never too late.
    """
    return _last_day(find_clock("complaint"), signed_on)


def _last_day(clock: Clock, start: date) -> date:
    try:
        return due_on(clock, start)
    except CalendarUnknown:
        return shift_months(start, clock.length)


def _call_by(signed_on: date) -> date:
    days = words()["call"]["working_days"]
    try:
        return working_days().add(signed_on, days)
    except CalendarUnknown:
        return signed_on + timedelta(days=days * 7 // 5)


def _contact_of(district: Territory) -> str:
    """How to reach the office that answers for a district: its own line, or that of the city or region."""
    unit: Territory | None = district
    while unit is not None:
        if unit.contact:
            return unit.contact
        unit = unit.parent
    return ""


def _unit(told: str) -> Unit:
    """A unit by its name in ``units.yaml``, or as an answer spells it (``item/year``)."""
    if told in unit_register():
        return named_unit(told)
    for entry in unit_register().values():
        unit = Unit.of(entry["dimensions"])  # type: ignore[arg-type]
        if str(unit) == told:
            return unit
    return Unit()

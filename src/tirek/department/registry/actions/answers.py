"""What a register answered becomes rows of the registry: once, in one transaction, and never over another hand's document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from tirek.department.accounts.viewer import entered
from tirek.department.core.refusals import Refused
from tirek.department.journal.history import change_row
from tirek.department.registry.actions.evidence import register_viewer, wait_before
from tirek.department.registry.actions.rows import record_circumstance, record_row
from tirek.department.registry.answers import INCOME_KINDS, Told, ToldIncomes, ToldRow, read_payload, told_by
from tirek.department.registry.enums import AnswerOutcome, AnswerState
from tirek.department.registry.models import (
    Circumstance,
    Disability,
    Dwelling,
    Income,
    Membership,
    Person,
    PersonAddress,
    RegisterAnswer,
    Vehicle,
)
from tirek.registers.catalogue import find_register
from tirek.rulebook.engine.case import stored_value
from tirek.rulebook.engine.facts import Fact, fact_register

DECLARED = "declared"
"""The only other hand over which a register's word goes; what a document or a visit showed stands."""
OF_PERSON = ("person", "dwelling", "vehicle")
WHAT_A_PERSON_DECLARES = ("kind", "tenure", "area_m2_hundredths", "made_in_year")
GROWN_UP_YEARS = 18
REASON = "the register {register} answered"


class NotApplied(RuntimeError):
    """An answer could not be written into the registry; it stays stored, and due."""

    def __init__(self, register: str, code: str) -> None:
        self.register, self.code = register, code
        super().__init__(f"the answer of {register} was not applied: {code}")


def apply_answer(request_id: UUID) -> None:
    """Write what a complete or partial answer says into the registry, and which sources have answered.

    A second time changes nothing. An answer that a later one has overtaken writes nothing and counts as applied.

    Raises
    ------
    NotApplied
        With all of it undone; the answer is tried again after :func:`wait_before`.

    Writes rows of the person, of the family's head for facts of the family, and ``Person.checked``, in one transaction.
    """
    try:
        with entered(register_viewer()):
            row = _unapplied(request_id)
            if row is not None:
                _apply(row)
    except Exception as error:
        # The text of an error may hold what was answered: only its kind goes on.
        raise _put_off(request_id, error) from None


def _unapplied(request_id: UUID) -> RegisterAnswer | None:
    rows = RegisterAnswer.objects.select_for_update(of=("self",)).filter(
        request_id=request_id,
        state=AnswerState.ANSWERED,
        outcome__in=AnswerOutcome.usable(),
        applied_at__isnull=True,
    )
    return rows.first()


def _apply(row: RegisterAnswer) -> None:
    record = read_payload(row.register, row.payload or {}, row.missing)
    told = told_by(row.register, record, row.as_of)
    person = _survivor(row.person_id)
    subject = _Subject.of(person)
    if not _is_overtaken(row, subject):
        writing = _Writing(row.register, row.as_of, subject, _head_of(person, row.as_of))
        writing.write(told)
    row.applied_at, row.apply_due_at = timezone.now(), None
    row.save(update_fields=["applied_at", "apply_due_at"])


def _put_off(request_id: UUID, error: Exception) -> NotApplied:
    with entered(register_viewer()):
        row = RegisterAnswer.objects.select_for_update(of=("self",)).get(request_id=request_id)
        if row.applied_at is None:
            row.apply_tries += 1
            row.apply_due_at = timezone.now() + wait_before(row.apply_tries)
            row.save(update_fields=["apply_tries", "apply_due_at"])
    return NotApplied(row.register, _code_of(error))


def _code_of(error: Exception) -> str:
    if isinstance(error, IntegrityError):
        diagnosis = getattr(error.__cause__, "diag", None)
        return getattr(diagnosis, "constraint_name", None) or "IntegrityError"
    return error.code if isinstance(error, Refused) else type(error).__name__


def _survivor(person_id: int) -> Person:
    """The record that counts for a person, locked."""
    person = Person.objects.get(pk=person_id)
    return Person.objects.select_for_update(of=("self",)).get(pk=person.merged_into_id or person.pk)


def _head_of(person: Person, on: date) -> Person:
    """With whom the facts of a person's family stand: the head, or the person where nobody heads or there is no family."""
    family = Membership.objects.filter(person=person, valid__contains=on).values("family")[:1]
    head = Membership.objects.filter(family__in=family, role="head", valid__contains=on).order_by("pk").first()
    return person if head is None or head.person_id == person.pk else _survivor(head.person_id)


def _is_overtaken(row: RegisterAnswer, subject: _Subject) -> bool:
    """Whether something later has been written already: another answer, or an import."""
    later = RegisterAnswer.objects.filter(
        person_id__in=subject.records, register=row.register, applied_at__isnull=False, as_of__gte=row.as_of
    )
    if any((other.as_of, other.answered_at) > (row.as_of, row.answered_at) for other in later):
        return True
    day = row.as_of.isoformat()
    return any(subject.person.checked.get(source, "") > day for source in find_register(row.register).sources)


@dataclass(frozen=True)
class _Subject:
    """A person with all the records that are this person."""

    person: Person
    records: tuple[int, ...]

    @classmethod
    def of(cls, person: Person) -> _Subject:
        return cls(person, (person.pk, *person.merged.values_list("pk", flat=True)))

    def rows_of(self, model: type[Any], **conditions: Any) -> list[Any]:
        return list(model.objects.filter(person_id__in=self.records, **conditions).order_by("pk"))


@dataclass
class _Writing:
    """One answer on its way into the registry."""

    register: str
    as_of: date
    subject: _Subject
    head: Person
    reason: str = field(init=False)

    def __post_init__(self) -> None:
        self.reason = REASON.format(register=self.register)

    @property
    def heads(self) -> bool:
        return self.head.pk == self.subject.person.pk

    def write(self, told: Told) -> None:
        person = self.subject.person
        self._name_address(told)
        family_facts = self._family_facts(told.family_facts)
        named = told.named | {f"family.{name}" for name in family_facts}
        sources = self._settled(named, (*OF_PERSON, "family") if self.heads else OF_PERSON)
        self._write_rows(told, sources)
        for name, value in told.facts.items():
            self._write_fact(self.subject, fact_register()["person"][name], value)
        for name, value in family_facts.items():
            subject = self.subject if self.heads else _Subject.of(self.head)
            self._write_fact(subject, fact_register()["family"][name], value)
        self._check(person, sources)
        if not self.heads:
            # A source that knows persons too is checked for each by the own answer.
            known = self._settled(named, ("family",)) - self._known_to((*OF_PERSON,))
            self._check(self.head, known)

    def _write_rows(self, told: Told, sources: Collection[str]) -> None:
        if told.incomes is not None:
            self._write_incomes(told.incomes, sources)
        if told.dwellings is not None:
            self._write_things(Dwelling, "real_estate", told.dwellings, "cadastral_number")
        if told.vehicles is not None:
            self._write_things(Vehicle, "vehicles", told.vehicles, "plate")
        if told.disabilities is not None:
            self._write_disability(told.disabilities)

    def _settled(self, named: Collection[str], entities: Iterable[str]) -> set[str]:
        """Sources of which every fact is told: from then on what is not there is none."""
        entities = tuple(entities)
        return {
            source
            for source in self._known_to(entities)
            if all(f"{entity}.{fact.name}" in named for entity, fact in _facts_from(source, entities))
        }

    def _known_to(self, entities: Iterable[str]) -> set[str]:
        return {source for source in find_register(self.register).sources if _facts_from(source, tuple(entities))}

    def _check(self, person: Person, sources: Collection[str]) -> None:
        if sources:
            checked = {**person.checked, **dict.fromkeys(sorted(sources), self.as_of.isoformat())}
            self._change(person, {"checked": checked}, person.pk)

    def _change(self, row: Any, changes: Mapping[str, object], person_id: int) -> None:
        change_row(row, changes, person_id=person_id, acting_user=None, reason=self.reason)

    def _add(self, model: type[Any], source: str, told: ToldRow, since: date) -> None:
        record_row(
            model,
            self.subject.person,
            acting_user=None,
            source=source,
            reason=self.reason,
            valid=(since, told.until),
            **told.values,
        )

    def _end(self, row: Any) -> None:
        """From the day of the answer on a row does not hold; it held for a day at least."""
        since = row.valid.lower
        until = self.as_of if since is None or since < self.as_of else since + timedelta(days=1)
        self._change(row, {"valid": (since, until)}, row.person_id)

    def _holding(self, model: type[Any], **conditions: Any) -> list[Any]:
        return self.subject.rows_of(model, valid__contains=self.as_of, **conditions)

    def _write_incomes(self, told: ToldIncomes, sources: Collection[str]) -> None:
        """Amounts by month, kind and payer; of what was told before and is gone, nothing was received."""
        source_of = {kind.value: fact_register()["person"][kind.value].source for kind in INCOME_KINDS.values()}
        amounts = {(one.kind.value, one.month, one.payer_bin): one.amount_tenge for one in told.rows}
        # Where the source has not answered in whole, a row that is not there would mean that nobody knows: zero is said.
        open_kinds = {kind for kind, source in source_of.items() if source not in sources}
        received = {(kind, month) for kind, month, _ in amounts}
        amounts |= {
            (kind, month, ""): 0
            for month in _months(told.first, told.last)
            for kind in sorted(open_kinds)
            if (kind, month) not in received
        }
        before = self.subject.rows_of(
            Income, source__in=set(source_of.values()), kind__in=source_of, month__range=(told.first, told.last)
        )
        for row in before:
            amount = amounts.pop((row.kind, row.month, row.payer_bin), 0)
            self._change(row, {"amount_tenge": amount}, row.person_id)
        for (kind, month, payer), amount in amounts.items():
            values = {"kind": kind, "month": month, "payer_bin": payer, "amount_tenge": amount}
            person, source = self.subject.person, source_of[kind]
            record_row(Income, person, acting_user=None, source=source, reason=self.reason, **values)

    def _write_things(self, model: type[Any], source: str, told: Iterable[ToldRow], number: str) -> None:
        """Dwellings or vehicles: what is gone ends, what another hand recorded under the same number is not doubled."""
        rows = self._holding(model)
        for one in told:
            row = _same_thing(rows, one, number, source)
            if row is None:
                self._add(model, source, one, one.since or self.as_of)
                continue
            rows.remove(row)
            if row.source not in (source, DECLARED) or _says(row, one.values):
                continue
            if row.source == DECLARED or (row.valid.lower is not None and row.valid.lower >= self.as_of):
                self._change(row, {**one.values, "source": source}, row.person_id)
            else:
                self._end(row)
                self._add(model, source, one, self.as_of)
        for row in rows:
            if row.source == source:
                self._end(row)

    def _write_disability(self, told: tuple[ToldRow, ...]) -> None:
        source = fact_register()["person"]["disability"].source
        one = next(iter(told), None)
        for row in self._holding(Disability):
            if row.source not in (source, DECLARED):
                return
            if one is not None and _says(row, one.values):
                self._change(row, {"source": source, "valid": (row.valid.lower, one.until)}, row.person_id)
                return
            if one is not None and row.valid.lower is not None and row.valid.lower >= self.as_of:
                changes = {**one.values, "source": source, "valid": (row.valid.lower, one.until)}
                self._change(row, changes, row.person_id)
                return
            self._end(row)
        if one is not None:
            since = one.since or self.as_of
            ends = [
                row.valid.upper or date.max for row in self.subject.rows_of(Disability, valid__overlap=(since, None))
            ]
            self._add(Disability, source, one, max([since, *(end for end in ends if end <= self.as_of)]))

    def _write_fact(self, subject: _Subject, fact: Fact, value: object) -> None:
        """One fact from the day of the answer on; what another hand has recorded from a document, or later, stands."""
        rows = subject.rows_of(Circumstance, fact=fact.name, valid__overlap=(self.as_of, None))
        current = next((row for row in rows if row.valid.lower is None or row.valid.lower <= self.as_of), None)
        later = [row for row in rows if row is not current]
        if later or (current is not None and current.source not in (fact.source, DECLARED)):
            return
        stored = int(stored_value(fact, value, fact.name))
        told = {"choice": fact.values[stored]} if fact.type == "enum" else {"value": stored}
        if current is not None:
            same = _says(current, told)
            if same or current.valid.lower == self.as_of:
                changes = {**told, "source": fact.source, "valid": (current.valid.lower, None)}
                self._change(current, changes, current.person_id)
                return
            self._end(current)
        record_circumstance(
            subject.person,
            fact=fact.name,
            value=value,
            since=self.as_of,
            until=None,
            source=fact.source,
            acting_user=None,
        )

    def _family_facts(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """What the answer settles of the family: a village by the head alone, debts by all grown-ups together."""
        if self.register == "population":
            return dict(told) if self.heads else {}
        if self.register != "credit_bureau":
            return dict(told)
        answers = [told, *(self._credit_of(other) for other in self._other_grown_ups())]
        facts: dict[str, Any] = {}
        for name in ("overdue_debt", "loan_obligations"):
            said = [answer.get(name) for answer in answers]
            if any(said):
                facts[name] = True
            elif None not in said:
                facts[name] = False
        return facts

    def _other_grown_ups(self) -> list[Person]:
        own = self.subject.person
        family = Membership.objects.filter(person=own, valid__contains=self.as_of).values("family")[:1]
        members = Membership.objects.filter(family__in=family, valid__contains=self.as_of).exclude(person=own)
        people = [row.person for row in members.select_related("person").order_by("pk")]
        bound = self.as_of.replace(year=self.as_of.year - GROWN_UP_YEARS, day=min(self.as_of.day, 28))
        return [one for one in people if one.birth_on is None or one.birth_on <= bound]

    def _credit_of(self, person: Person) -> Mapping[str, Any]:
        answers = RegisterAnswer.objects.filter(
            person=person, register=self.register, state=AnswerState.ANSWERED, outcome__in=AnswerOutcome.usable()
        )
        latest = answers.filter(as_of__lte=self.as_of).order_by("-as_of", "-answered_at").first()
        if latest is None:
            return {}
        record = read_payload(latest.register, latest.payload or {}, latest.missing)
        return told_by(latest.register, record, latest.as_of).family_facts

    def _name_address(self, told: Told) -> None:
        """Whether the person is registered at the family's address is settled once an address is on record."""
        if "lives_in_village" in told.family_facts:
            registered = PersonAddress.objects.filter(
                person_id__in=self.subject.records, kind="registered", valid__contains=self.as_of
            )
            if registered.exists():
                told.named.add("person.registered_at_address")


def _facts_from(source: str, entities: tuple[str, ...]) -> list[tuple[str, Fact]]:
    return [(entity, fact) for entity in entities for fact in fact_register()[entity].values() if fact.source == source]


def _months(first: date, last: date) -> Iterator[date]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield date(number // 12, number % 12 + 1, 1)


def _says(row: Any, values: Mapping[str, object]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def _same_thing(rows: Iterable[Any], told: ToldRow, number: str, source: str) -> Any:
    """The row that is the thing told: by its number, or a declared one without a number that is otherwise the same."""
    rows = list(rows)
    numbered = [row for row in rows if getattr(row, number) == told.values[number]]
    besides = {name: value for name, value in told.values.items() if name in WHAT_A_PERSON_DECLARES}
    alike = [row for row in rows if row.source == DECLARED and not getattr(row, number) and _says(row, besides)]
    own = [row for row in numbered if row.source == source]
    return next(iter([*own, *numbered, *alike]), None)

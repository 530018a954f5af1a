"""What happens to families later: appeals, deaths, moves; and one person on two records."""

from __future__ import annotations

from collections.abc import Sequence

from tirek.commands.road.checking import specialist_of
from tirek.commands.road.contracts import end_aid
from tirek.commands.road.counter import at_the_counter
from tirek.commands.road.families import NAMES, PHONES, Arrival
from tirek.commands.road.officers import CITY, DISTRICTS, acting, officer, territory_of
from tirek.department.accounts.enums import Confidential, Role
from tirek.department.accounts.viewer import entered, system_viewer
from tirek.department.appeals.actions.appeals import decide_appeal, receive_appeal, take_up_appeal
from tirek.department.appeals.enums import AppealOutcome
from tirek.department.core.calendar.today import today
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.models import EntitlementMember
from tirek.department.flows.events import follow_new_events
from tirek.department.flows.models import Consequence
from tirek.department.registry.actions.events import record_death, record_move
from tirek.department.registry.actions.families import place_of
from tirek.department.registry.actions.merges import confirm_merge, reject_duplicate, request_merge, undo_merge
from tirek.department.registry.actions.people import PersonDraft, register_person
from tirek.department.registry.linkage import link_registry
from tirek.department.registry.models import DuplicateCandidate, LifeEvent, Person

CLAIM = "Отказ считаю неверным: прошу проверить сведения ещё раз."
GRANTED_REASONS = "отбасы әкелген құжат ескерілмей қалған"
REJECTED_REASONS = "деректер қайта қаралды: шешім күшінде қалады"
DEATH, MOVE = "көмек алушы қайтыс болды", "отбасы басқа ауданға көшті"
SAME = "аты-жөні, туған күні және телефоны бірдей; құжаттары салыстырылды"
NOT_SAME = "бұл басқа адам екен: құжаттары әртүрлі"
EVERY_KIND = frozenset(str(kind) for kind in Confidential.values)


def appeal(arrival: Arrival, decision: Decision, outcome: AppealOutcome) -> None:
    """The family appeals; somebody who neither drafted nor signed decides."""
    with acting(specialist_of(arrival)) as user:
        signed = Decision.objects.select_related("case").get(pk=decision.pk)
        received = receive_appeal(signed, arrival.persons[0], claim=CLAIM, acting_user=user)
    with acting(officer(Role.HEAD, CITY)) as reviewer:
        taken = take_up_appeal(received, acting_user=reviewer)
        granted = outcome == AppealOutcome.GRANTED
        reasons = GRANTED_REASONS if granted else REJECTED_REASONS
        decide_appeal(taken, outcome, reasons=reasons, acting_user=reviewer)


def die(arrival: Arrival) -> LifeEvent | None:
    """One who is counted in what the family receives dies, rather not the head; None where nobody is counted."""
    with acting(at_the_counter(arrival)) as user:
        ids = [person.pk for person in arrival.persons]
        counted = EntitlementMember.objects.filter(person__in=ids).order_by("pk").values_list("person_id", flat=True)
        people = {person.pk: person for person in Person.objects.filter(pk__in=ids, died_on=None)}
        chosen = sorted({pk for pk in counted if pk in people}, key=ids.index)
        if not chosen:
            return None
        person = people[chosen[-1]]
        others = [people[pk] for pk in ids if pk in people and pk != person.pk]
        heir = others[0] if person.pk == ids[0] and others else None
        told = {"source": "population_register", "evidence": f"act {arrival.number}"}
        return record_death(person, today(), acting_user=user, new_head=heir, **told)


def move(arrival: Arrival) -> LifeEvent:
    """The family moves to the other district."""
    assert arrival.family is not None
    with acting(at_the_counter(arrival)) as user:
        arrival.family.refresh_from_db()
        other = next(place for place in DISTRICTS if place != arrival.place)
        address = place_of(territory_of(other), "Райымбек даңғылы", str(500 + arrival.number))
        return record_move(arrival.family, address, today(), source="declared", acting_user=user)


def follow_events() -> int:
    """Let the house look at what has happened, as the job of each minute does; how many events it looked at."""
    looked_at = 0
    while True:
        with entered(system_viewer("job flows.follow_events", confidential=EVERY_KIND)):
            portion = follow_new_events()
        looked_at += portion
        if not portion:
            return looked_at


def end_after(arrival: Arrival, event: LifeEvent, reason: str) -> bool:
    """Draft and sign what an event asks for, where it asks for an end; whether it did."""
    with acting(specialist_of(arrival)):
        row = (
            Consequence.objects.select_related("entitlement__case").filter(event=event).exclude(state="closed").first()
        )
    if row is None or row.does == "recalculate":
        return False
    end_aid(arrival.officers_place, row.entitlement, row.since, reason)
    return True


def register_twice(arrival: Arrival) -> Person:
    """Somebody without papers is registered anew, though known: the same names, day of birth and phone."""
    known = arrival.persons[0]
    place = arrival.place
    with acting(officer(Role.REGISTRAR, place)) as user:
        draft = PersonDraft(
            territory=territory_of(place),
            sex=known.sex,
            birth_on=known.birth_on,
            phone=known.phone or f"{PHONES}{arrival.number % 10**7:07}",
            source="declared",
            **{name: getattr(known, name) for name in NAMES},
        )
        return register_person(draft, acting_user=user)


def look_for_duplicates() -> int:
    """Let the house compare the whole registry with itself, as the job of each week does; how many new pairs."""
    with entered(system_viewer("linkage", confidential=EVERY_KIND)):
        return link_registry()


def decide_duplicates(pairs: Sequence[tuple[Arrival, Person]], merged: int, unmerged: int) -> None:
    """Merge some pairs, of which the last ones are taken apart again, and reject one; the others wait for an officer."""
    for number, (arrival, second) in enumerate(pairs):
        asker = specialist_of(arrival)
        survivor = arrival.persons[0]
        if number < merged + unmerged:
            with acting(asker) as user:
                merge = request_merge(second, survivor, reason=SAME, acting_user=user)
            if merge.needs_second:
                with acting(officer(Role.SPECIALIST, CITY)) as user:
                    confirm_merge(merge, acting_user=user)
            if number >= merged:
                with acting(asker) as user:
                    undo_merge(merge, reason=NOT_SAME, acting_user=user)
        elif number == merged + unmerged:
            with acting(asker) as user:
                first, last = sorted((survivor.pk, second.pk))
                pair = DuplicateCandidate.objects.filter(first=first, second=last).first()
                if pair is not None:
                    reject_duplicate(pair, reason=NOT_SAME, acting_user=user)

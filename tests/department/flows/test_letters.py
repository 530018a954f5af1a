"""Whoever applied hears of a signed decision once, in a letter of each language, whatever goes wrong in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.department.decisions.letters import law_case, signed_decision
from tests.department.factories import make_user, whole_city
from tests.department.road import make_case, make_evaluation
from tests.department.signers import believed_authority, give_key
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.core.refusals import Refused
from tirek.department.decisions import notices
from tirek.department.decisions.actions.drafting import draft_decision, propose_decision
from tirek.department.decisions.content import content_of
from tirek.department.decisions.models import Decision, Notice
from tirek.department.flows.following import FOLLOW, LATE, queue_late
from tirek.department.flows.letters import tell_applicant
from tirek.department.flows.models import AfterDecision
from tirek.department.flows.signing import sign_and_carry_out
from tirek.department.flows.tasks import follow_decision
from tirek.department.journal.history import change_row
from tirek.department.messages.models import Message
from tirek.registers.sandbox.certificates import TestAuthority
from tirek.rulebook.decisions import decide_family

TB = frozenset({"tuberculosis"})
GRANTED = ("targeted_assistance_unconditional", "five_people_300000_a_quarter")


class TypesettingBroken(Exception):
    """The typesetter has no font."""


@pytest.fixture
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestAuthority]:
    with believed_authority(tmp_path_factory.mktemp("authority")) as made:
        yield made


def broken(*_args: object, **_told: object) -> bytes:
    raise TypesettingBroken


def heard() -> tuple[list[str], list[tuple[str, str]]]:
    """Languages of the letters, and template and channel of each message."""
    with entered(whole_city()):
        languages = list(Notice.objects.order_by("language").values_list("language", flat=True))
        return languages, list(Message.objects.values_list("template", "channel"))


def jobs() -> list[int]:
    rows = ProcrastinateJob.objects.filter(task_name=FOLLOW).order_by("pk").values_list("args", flat=True)
    return [told["after_id"] for told in rows]


def proposal() -> Decision:
    """A grant that waits for its signature, by a case of the law's own files."""
    law = law_case(*GRANTED)
    answer = decide_family(GRANTED[0], law.moment, law.case).as_json()
    case, author = make_case(CaseState.READY, programme=GRANTED[0]), make_user(Role.SPECIALIST)
    make_evaluation(case, answer=answer, on=law.moment.on, amount=answer["amount"], unit=answer["unit"])
    return propose_decision(draft_decision(case, "grant", acting_user=author), acting_user=author)


@pytest.mark.django_db(transaction=True)
def test_a_signed_decision_is_told_once_and_a_fault_of_typesetting_only_delays_it(
    authority: TestAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = make_user(Role.HEAD)
    with entered(whole_city()):
        key = give_key(authority, head)
        decision = proposal()
        cms = key.sign(content_of(decision))
        sign_and_carry_out(decision, cms, acting_user=head)
    with entered(whole_city()):
        with pytest.raises(Refused), transaction.atomic():
            sign_and_carry_out(decision, cms, acting_user=head)
        row = AfterDecision.objects.get()
    assert (heard(), jobs()) == (([], []), [row.pk])
    with monkeypatch.context() as patched:
        patched.setattr(notices, "typeset", broken)
        with pytest.raises(TypesettingBroken):
            follow_decision(after_id=row.pk)
    with entered(whole_city()):
        stands = Decision.objects.get()
        assert (stands.state, stands.case.state, heard()) == ("signed", "granted", ([], []))
        late = timezone.now() + LATE + timedelta(seconds=1)
        assert queue_late(late) == 0, "its job will begin anew by itself"
    follow_decision(after_id=row.pk)
    follow_decision(after_id=row.pk)
    assert heard() == (["kk", "ru"], [("decision_letter", "print")])


@pytest.mark.django_db
def test_the_message_takes_the_way_that_leads_to_the_person_and_names_no_programme() -> None:
    with entered(whole_city(TB)):
        decision = signed_decision("tuberculosis_aid", "outpatient_on_the_register", confidential="tuberculosis")
        tell_applicant(decision)
        tell_applicant(decision)
        printed = Message.objects.get()
        letter = decision.notices.get(language=printed.language)
        assert (printed.template, printed.file_id) == ("decision_letter", letter.file_id)
        assert (printed.confidential, printed.values) == ("tuberculosis", {"number": decision.number})
        other = signed_decision(*GRANTED)
        person = other.case.applicant
        change_row(person, {"phone": "+77010000001"}, person_id=person.pk, acting_user=None, reason="test")
        tell_applicant(other)
        told = Message.objects.exclude(pk=printed.pk).get()
        assert (told.template, told.channel, told.file_id) == ("decision_made", "sms", None)

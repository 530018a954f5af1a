"""A list goes to the bank once and comes back as words that are taken once, whatever is lost, doubled or turned round."""

from __future__ import annotations

from collections import Counter
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.department.factories import make_user
from tests.department.payments.bank_days import (
    amounts_of,
    balance_of,
    carried,
    confirmed_list,
    letters_of,
    states_of,
)
from tests.department.payments.closings import HIV, collected, confirmed, hands, in_november, plan_for, ready
from tirek.department.accounts.enums import Role
from tirek.department.core.refusals import Refused
from tirek.department.entitlements.models import Due
from tirek.department.files.actions import files_folder
from tirek.department.files.blobs import read_blob
from tirek.department.files.models import StoredFile
from tirek.department.payments.actions import files as file_actions
from tirek.department.payments.actions.files import make_files, send_files
from tirek.department.payments.actions.lists import cancel_list
from tirek.department.payments.actions.replies import fetch_replies, take_message
from tirek.department.payments.actions.treasury import bring_documents
from tirek.department.payments.models import BankFile, BankMessage, MoneyReturn, Outcome, Payment, TreasuryDocument
from tirek.settlement.failures import FileRefused, LinkDown
from tirek.settlement.iso20022.pain001 import read_batch
from tirek.settlement.sandbox.bank import SandboxBank
from tirek.settlement.sandbox.faults import FaultKind, read_faults
from tirek.settlement.sandbox.treasury import SandboxTreasury

pytestmark = pytest.mark.django_db
FATES = (None, FaultKind.CLOSED, FaultKind.DEAD, FaultKind.RETURN)
ENDS = {None: "paid", FaultKind.CLOSED: "rejected", FaultKind.DEAD: "rejected", FaultKind.RETURN: "returned"}
COUNT = 4


class Undo(Exception):
    """The end of an example: nothing of it stays."""


def content_of(file: BankFile) -> bytes:
    return b"".join(read_blob(files_folder(), file.digest))


def test_whatever_the_bank_says_in_whatever_order_each_payment_ends_once() -> None:
    with in_november():
        payment_list = confirmed_list(COUNT)
        payments = list(payment_list.payments.order_by("pk"))
        before = balance_of(payment_list)

        @settings(max_examples=10, deadline=None, database=None)
        @given(st.data())
        def examples(data: st.DataObject) -> None:
            fates = data.draw(st.lists(st.sampled_from(FATES), min_size=COUNT, max_size=COUNT))
            spec = data.draw(st.sampled_from(["", "lost", "twice", "late=0.5, twice=0.5, lost=0.5"]))
            told = {payment.end_to_end_id: fate for payment, fate in zip(payments, fates, strict=True) if fate}
            try:
                with transaction.atomic():
                    letters = letters_of(payment_list, told, spec)
                    again = data.draw(st.lists(st.sampled_from(letters), max_size=3))
                    for name, content in data.draw(st.permutations([*letters, *again])):
                        take_message(content, name, acting_user=None)
                    _look(fates)
                    counts = [model.objects.count() for model in (BankMessage, Outcome, MoneyReturn)]
                    for name, content in letters:
                        take_message(content, name, acting_user=None)
                    _look(fates)
                    assert counts == [model.objects.count() for model in (BankMessage, Outcome, MoneyReturn)]
                    raise Undo
            except Undo:
                pass

        def _look(fates: list[FaultKind | None]) -> None:
            ends = [ENDS[fate] for fate in fates]
            now = states_of(payment_list)
            assert [now[payment.end_to_end_id] for payment in payments] == ends
            of_end = {
                end: amounts_of([payment for payment, each in zip(payments, ends, strict=True) if each == end])
                for end in ("paid", "rejected", "returned")
            }
            assert balance_of(payment_list) == before | {
                "committed": 0,
                "reserved": before["reserved"] + of_end["rejected"] + of_end["returned"],
                "paid": of_end["paid"] + of_end["returned"],
                "returned": of_end["returned"],
            }
            assert MoneyReturn.objects.count() == len([end for end in ends if end != "paid"])
            dues = dict(Due.objects.filter(payments__list=payment_list).values_list("payments__end_to_end_id", "state"))
            assert [dues[payment.end_to_end_id] == "settled" for payment in payments] == [end == "paid" for end in ends]
            payment_list.refresh_from_db()
            assert payment_list.state == "settled"
            assert set(payment_list.files.values_list("state", flat=True)) <= {"settled", "refused"}
            assert all(not message.unmatched for message in BankMessage.objects.all())

        examples()


def test_files_are_parts_of_a_list_and_made_once() -> None:
    with in_november(), patch.object(file_actions, "PAYMENTS_A_FILE_AT_MOST", 2):
        payment_list = confirmed_list(5)
        first = make_files(payment_list, acting_user=None)
        assert make_files(payment_list, "mt102", acting_user=None) == first
        batches = [read_batch(content_of(file), "f") for file in first]
        assert [(file.sequence, file.count, file.format) for file in first] == [
            (1, 2, "pain.001"),
            (2, 2, "pain.001"),
            (3, 1, "pain.001"),
        ]
        written = Counter(credit.end_to_end_id for batch in batches for credit in batch.credits)
        assert written == Counter(payment_list.payments.values_list("end_to_end_id", flat=True))
        assert sum(batch.total_tenge for batch in batches) == payment_list.total_tenge
        bank = SandboxBank()
        carried(payment_list, bank)
        payment_list.refresh_from_db()
        assert payment_list.state == "sent"
        for _ in range(4):
            fetch_replies(bank, acting_user=None)
        assert set(payment_list.files.values_list("state", flat=True)) == {"settled"}


def test_nothing_goes_out_before_the_list_is_confirmed_and_the_treasury_accepts() -> None:
    with in_november():
        plan_for()
        ready()
        by = hands()
        closing = collected(by)
        (drafted,) = closing.lists.all()
        for step in (
            lambda: make_files(drafted, acting_user=None),
            lambda: send_files(drafted, SandboxBank(), acting_user=None),
            lambda: bring_documents(drafted, SandboxTreasury(), acting_user=None),
        ):
            with pytest.raises(Refused) as refused:
                step()
            assert refused.value.code == "list_not_confirmed"
        (payment_list,) = confirmed(closing, by)
        make_files(payment_list, acting_user=None)
        with pytest.raises(Refused) as refused:
            send_files(payment_list, SandboxBank(), acting_user=None)
        assert refused.value.code == "treasury_first"


def test_a_line_that_breaks_leaves_a_list_on_its_way_and_the_bank_with_one_file() -> None:
    with in_november():
        payment_list = confirmed_list(2)
        bring_documents(payment_list, SandboxTreasury(), acting_user=None)
        make_files(payment_list, acting_user=None)
        bank = SandboxBank(3, read_faults("down"))
        for _ in range(6):
            with pytest.raises(LinkDown):
                send_files(payment_list, bank, acting_user=None)
        payment_list.refresh_from_db()
        assert (payment_list.state, set(states_of(payment_list).values())) == ("sent", {"sent"})
        with pytest.raises(Refused):
            cancel_list(payment_list, reason="no", acting_user=make_user(Role.HEAD))
        # The bank had the file all the while: its words come before our mark, and make it.
        assert bank.counts["payments accepted"] == 2
        assert payment_list.files.get().state == "made"
        for _ in range(4):
            fetch_replies(bank, acting_user=None)
        assert payment_list.files.get().state == "settled"
        assert set(states_of(payment_list).values()) == {"paid"}
        assert send_files(payment_list, bank, acting_user=None) == 0


def test_another_content_under_a_taken_number_is_refused_and_changes_nothing() -> None:
    with in_november():
        payment_list = confirmed_list(1)
        letters = letters_of(payment_list, {})
        for name, content in letters:
            take_message(content, name, acting_user=None)
        name, content = letters[-1]
        with pytest.raises(Refused) as refused:
            take_message(content.replace(b"18:00:00", b"18:00:01"), name, acting_user=None)
        assert refused.value.code == "message_differs"
        with pytest.raises(FileRefused):
            take_message(content.replace(b"<Sts>", b"<Sst>"), name, acting_user=None)
        assert BankMessage.objects.count() == len(letters)


def test_what_cannot_be_applied_stands_with_its_message_and_moves_no_money() -> None:
    with in_november():
        payment_list = confirmed_list(2)
        (first, second) = payment_list.payments.order_by("pk")
        status, statement = (content for _name, content in letters_of(payment_list, {}))
        rejecting = status.replace(b"<TxSts>ACCP", b"<TxSts>RJCT", 1).replace(b"<GrpSts>ACCP", b"<GrpSts>PART")
        take_message(rejecting, "r.xml", acting_user=None)
        assert states_of(payment_list) == {first.end_to_end_id: "rejected", second.end_to_end_id: "sent"}
        before = balance_of(payment_list)
        wrong = statement.replace(second.end_to_end_id.encode(), b"Somebody's name")
        message = take_message(wrong, "s.xml", acting_user=None)
        assert message.unmatched == [
            {"reference": first.end_to_end_id, "status": "paid", "why": "contradicts"},
            {"reference": "?", "status": "paid", "why": "unknown"},
        ]
        amount = str(second.amount_tenge).encode()
        more = statement.replace(b"<MsgId>S1-1", b"<MsgId>S1-2").replace(
            b'<EndToEndId>%s</EndToEndId></Refs><Amt Ccy="KZT">%s' % (second.end_to_end_id.encode(), amount),
            b'<EndToEndId>%s</EndToEndId></Refs><Amt Ccy="KZT">%d' % (second.end_to_end_id.encode(), int(amount) + 1),
        )
        more = more.replace(
            b'<EndToEndId>%s</EndToEndId></Refs><Amt Ccy="KZT">%s' % (first.end_to_end_id.encode(), amount),
            b'<EndToEndId>%s</EndToEndId></Refs><Amt Ccy="KZT">%d' % (first.end_to_end_id.encode(), int(amount) - 1),
        )
        assert {row["why"] for row in take_message(more, "s.xml", acting_user=None).unmatched} == {"amount"}
        assert (balance_of(payment_list), states_of(payment_list)[second.end_to_end_id]) == (before, "sent")


def test_no_word_of_a_confidential_programme_leaves_the_house() -> None:
    kind = frozenset({"hiv"})
    with in_november(kind):
        payment_list = confirmed_list(2, programme=HIV, confidential="hiv")
        letters = letters_of(payment_list, {})
        written = [content_of(file) for file in payment_list.files.all()]
        written += [b"".join(read_blob(files_folder(), each.digest)) for each in TreasuryDocument.objects.all()]
        names = [file.message_id for file in payment_list.files.all()]
        names += TreasuryDocument.objects.values_list("number", flat=True)
        for text in [*(part.decode().lower() for part in written), *(name.lower() for name in names)]:
            assert not any(word in text for word in ("hiv", "вич", "аитв", "витч", "аиқтқ", "балалар"))
        for name, content in letters:
            take_message(content, name, acting_user=None)
    with in_november():
        assert not BankFile.objects.exists()
        assert not TreasuryDocument.objects.exists()
        assert not Outcome.objects.exists()
        assert not StoredFile.objects.filter(kind__in=["bank", "treasury"]).exists()


def test_the_database_lets_nobody_rewrite_what_the_bank_said() -> None:
    with in_november():
        payment_list = confirmed_list(1)
        for name, content in letters_of(payment_list, {}):
            take_message(content, name, acting_user=None)
        for statement in (
            "UPDATE payments_bankmessage SET digest = digest",
            "UPDATE payments_outcome SET reason = 'x'",
            "UPDATE payments_bankfile SET digest = digest",
            "UPDATE payments_treasurydocument SET amount_tenge = 1",
            "DELETE FROM payments_outcome",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        with pytest.raises(IntegrityError), transaction.atomic():
            BankFile.objects.update(state="made")
        assert Payment.objects.get(list=payment_list).state == "paid"

"""What goes out: the official schema's word on it, the way back, and the national text sign by sign."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.settlement.batches import account, batch, credit
from tirek.settlement.codes import codes, find_code
from tirek.settlement.failures import FileRefused, NotWritten
from tirek.settlement.formats import FORMATS
from tirek.settlement.iso20022.pain001 import read_batch
from tirek.settlement.payments import PAYMENTS_A_FILE_AT_MOST, is_account

PAIN, MT = FORMATS["pain.001"], FORMATS["mt102"]
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60).filter(
    lambda name: name.strip() == name and name.isprintable()
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(NAMES, st.integers(1, 10**12), st.booleans()), min_size=1, max_size=20),
    NAMES,
)
def test_what_is_written_is_read_back_the_same(rows: list[tuple[str, int, bool]], purpose: str) -> None:
    credits = tuple(
        credit(number, amount, name=name, organisation=organisation)
        for number, (name, amount, organisation) in enumerate(rows)
    )
    written = batch(*credits, purpose=purpose)
    assert read_batch(PAIN.write(written), "a.xml") == written


def test_equal_batches_are_equal_bytes_and_counts_are_believed_only_if_they_agree() -> None:
    data = PAIN.write(batch())
    assert data == PAIN.write(batch())
    with pytest.raises(FileRefused) as refused:
        read_batch(data.replace(b"<CtrlSum>75001<", b"<CtrlSum>75002<", 1), "a.xml")
    assert refused.value.code == "totals_broken"


@pytest.mark.parametrize(
    ("faulty", "code"),
    [
        (lambda: batch(*(credit(number) for number in range(PAYMENTS_A_FILE_AT_MOST + 1))), "too_many"),
        (lambda: batch(credits=()), "nothing_to_pay"),
        (lambda: batch(credit(1, 0)), "bad_amount"),
        (lambda: batch(credit(1, name=" ")), "bad_name"),
        (lambda: batch(credit(1, name="а\nб")), "bad_name"),
        (lambda: batch(credit(1, name="а" * 141)), "bad_name"),
        (lambda: batch(credit(1), credit(2, iban="KZ86125KZT5004100101")), "bad_account"),
        (lambda: batch(credit(1, end_to_end_id="E" * 36)), "not_valid"),
        (lambda: batch(message_id=""), "not_valid"),
    ],
)
def test_what_no_bank_would_take_is_not_written(faulty: object, code: str) -> None:
    with pytest.raises(NotWritten) as refused:
        PAIN.write(faulty())  # type: ignore[operator]
    assert refused.value.code == code
    for language in ("kk", "ru", "en"):
        assert "KZ86" not in refused.value.text(language)


def test_an_account_is_asked_for_all_of_its_signs() -> None:
    assert is_account("KZ86125KZT5004100100")
    good = account(77)
    assert is_account(good)
    wrong = [good[:place] + ("1" if good[place] != "1" else "2") + good[place + 1 :] for place in range(2, 20)]
    assert not any(is_account(each) for each in [*wrong, good[:-1], good + "0", "DE" + good[2:], good.lower(), ""])


def test_the_national_text_stands_as_its_map_says() -> None:
    text = MT.write(batch(credit(7, 1_500, name="Ә{б}:в/г -}", number="850101300015"), purpose="Төлем {4:")).decode()
    assert text.replace("\r\n", "\n") == GOLDEN.format(payer=account(1, "070"), payee=account(7))
    assert text.count("\r\n") == text.count("\n")


GOLDEN = """\
{{1:F01KKMFKZ2A00000000000000}}
{{2:I102KKMFKZ2A0000N}}
{{4:
:20:L1-001
:50:/D/{payer}
/NAME/Жұмыспен қамту басқармасы
/IDN/940140000385
/IRS/1
/SECO/2
:52B:KKMFKZ2A
:70:/NUM/L1
/DATE/261123
/VO/01
/PSO/01
/PRT/50
/ASSIGN/Төлем  4
:21:T00000007
:32B:KZT1500,00
:57B:125
:59:{payee}
/NAME/Ә б в г -
/IDN/850101300015
/IRS/1
/SECO/9
:70:/KNP/094
/OPV/S/Ә б в г -/850101300015
:32A:261124KZT1500,00
-}}
"""


def test_codes_say_where_they_come_from() -> None:
    every = [code for rows in codes().values() for code in rows.values()]
    assert {code.provenance for code in every} <= {"found", "memory"}
    assert all(set(code.title) == {"kk", "ru", "en"} and code.code.isdigit() for code in every)
    assert find_code("kbe", "household").code == "19"
    with pytest.raises(NotWritten):
        find_code("knp", "nothing")

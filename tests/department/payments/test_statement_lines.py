"""Balances of a statement are the sum of its lines, however its days are cut; its paper says no more than it may."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tirek.department.payments.statement.lines import TO_PAY, TO_REPAY, Happened, LineKind, lay_out
from tirek.department.payments.statement.paper import digest_of, page_of_statement, typeset
from tirek.department.payments.statement.words import LANGUAGES, programme_words, say, words

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
HAPPENED = st.builds(
    Happened,
    on=DAYS,
    kind=st.sampled_from(LineKind),
    programme=st.just("monthly_veterans_aid"),
    confidential=st.just(""),
    month=st.none(),
    paper=st.just("L-1"),
    tenge=st.integers(0, 10**7),
)


@given(st.lists(HAPPENED, max_size=30), DAYS, DAYS)
def test_a_statement_adds_up_and_two_halves_make_the_whole(rows: list[Happened], one: date, other: date) -> None:
    first, last = sorted((one, other))
    whole = lay_out(rows, date(2026, 1, 1), date(2026, 12, 31))
    for place, sign in enumerate((TO_PAY, TO_REPAY)):
        assert whole.after[place] == sum(sign.get(row.kind, 0) * row.tenge for row in rows)
    part = lay_out(rows, first, last)
    assert part.after == (part.lines[-1].to_pay, part.lines[-1].to_repay) if part.lines else part.before
    moved = [sum(sign.get(kind, 0) * tenge for kind, tenge in part.totals.items()) for sign in (TO_PAY, TO_REPAY)]
    assert part.after == (part.before[0] + moved[0], part.before[1] + moved[1])
    assert [line.happened for line in part.lines] == [
        line.happened for line in whole.lines if first <= line.happened.on <= last
    ]
    assert lay_out(list(reversed(rows)), first, last) == part


def test_days_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="comes before"):
        lay_out([], date(2026, 2, 1), date(2026, 1, 1))


ROWS = [
    Happened(date(2026, 9, 1), LineKind.DUE, "hiv_children_aid", "hiv", date(2026, 9, 1), "", 86_000),
    Happened(
        date(2026, 9, 5), LineKind.PAID, "hiv_children_aid", "hiv", date(2026, 9, 1), "751110000-2026-0001", 86_000
    ),
    Happened(date(2026, 9, 7), LineKind.CLAIMED, "hiv_children_aid", "hiv", None, "R751110000-2026-000001", 1_000),
    Happened(date(2026, 9, 9), LineKind.GRANTED, "monthly_veterans_aid", "", None, "D-1", 3, "item"),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_is_tagged_the_same_each_time_and_names_no_closed_programme(language: str) -> None:
    account = lay_out(ROWS, date(2026, 9, 1), date(2026, 9, 30))
    told = {"number": "V751110000-2026-000001", "place": "-", "to": "Сынақов А.", "made_on": date(2026, 11, 23)}
    page = page_of_statement(account, language, **told)  # type: ignore[arg-type]
    title = programme_words("hiv_children_aid", language, neutral=False)
    assert title not in str(page)
    assert "hiv" not in str(page)
    assert [line["sum"][0] for line in page["lines"]] == ["+", "−", "+", "3"]
    made_at = datetime(2026, 11, 23, 6, tzinfo=UTC)
    pdf = typeset(page, made_at=made_at)
    assert pdf == typeset(page, made_at=made_at)
    assert b"/StructTreeRoot" in pdf
    assert typeset(page | {"lines": [], "totals": []}, made_at=made_at)[:5] == b"%PDF-"


def test_the_digest_is_of_the_content_alone() -> None:
    account = lay_out(ROWS, date(2026, 9, 1), date(2026, 9, 30))
    other = lay_out([*ROWS[:-1], ROWS[0]], date(2026, 9, 1), date(2026, 9, 30))
    assert digest_of(account, "V-1") == digest_of(lay_out(list(reversed(ROWS)), account.first, account.last), "V-1")
    assert len({digest_of(account, "V-1"), digest_of(account, "V-2"), digest_of(other, "V-1")}) == 3


def test_every_kind_has_words_in_every_language() -> None:
    assert set(words()["kinds"]) == {str(kind) for kind in LineKind}
    for kind in LineKind:
        assert len({say(language, f"kinds.{kind}") for language in ("kk", "ru", "en")}) == 3

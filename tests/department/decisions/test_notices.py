"""The letters about a decision: what they say, to whom they can be read, what they prove, and that they are made once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tests.department.decisions.letters import signed_decision
from tests.department.decisions.pdf_text import root_of, text_of
from tests.department.factories import whole_city
from tests.department.road import make_case, make_decision
from tirek.department.accounts.viewer import NOBODY, entered
from tirek.department.applications.enums import CaseState
from tirek.department.core.models import Territory
from tirek.department.core.refusals import Refused
from tirek.department.decisions.documents import seal
from tirek.department.decisions.documents.letter import appeal_until
from tirek.department.decisions.documents.seal import SealMissing, check_seal, seal_pdf
from tirek.department.decisions.documents.words import words
from tirek.department.decisions.enums import DecisionKind
from tirek.department.decisions.models import Decision, Notice
from tirek.department.decisions.notices import check_notice, enqueue_left_behind, make_notices
from tirek.department.files.actions import files_folder
from tirek.department.files.blobs import read_blob
from tirek.rulebook.catalogue import find_benefit

pytestmark = pytest.mark.django_db
TB = frozenset({"tuberculosis"})
REFUSED = ("targeted_assistance_unconditional", "income_a_third_of_a_tenge_above_the_line")
GRANTED = ("targeted_assistance_unconditional", "five_people_300000_a_quarter")
SIGNED_AT = datetime(2026, 11, 10, 6, 0, tzinfo=UTC)


def pdf_of(notice: Notice) -> bytes:
    return b"".join(read_blob(files_folder(), notice.file.digest))


def letters(decision: Decision) -> dict[str, str]:
    return {notice.language: text_of(pdf_of(notice)) for notice in make_notices(decision, acting_user=None)}


def test_a_refusal_says_the_figure_the_line_the_article_and_the_deadline() -> None:
    with entered(whole_city()):
        told = letters(signed_decision(*REFUSED, signed_at=SIGNED_AT))
    for part in ("Помощь не назначена", "≈26 692,33 тенге", "26 692 тенге", "≈0,33 тенге", "III квартал 2020 года",
                 "закон от 17 июля 2001 года № 246, ст. 4", "3 месяца", "10 февраля 2027 года", "20 рабочих дней"):  # fmt: skip
        assert part in told["ru"]
    for part in ("Көмек тағайындалмады", "≈26 692,33 теңге", "2020 жылғы III тоқсан", "4-бап", "3 ай",
                 "2027 жылғы 10 ақпаннан ерте бітпейді"):  # fmt: skip
        assert part in told["kk"]
    for language, head in (("ru", "Почему решено"), ("kk", "Неге осылай")):
        assert told[language].index(words()["labels"]["next"][language]) < told[language].index(head)


def test_a_grant_says_the_sum_and_when_it_comes_before_everything_else() -> None:
    with entered(whole_city()):
        decision = signed_decision(
            *GRANTED, signed_at=SIGNED_AT, starts_on=date(2026, 11, 1), ends_on=date(2027, 1, 31)
        )
        told = letters(decision)
    assert "каждый месяц — 33 460 тенге" in told["ru"]
    assert "не позднее 30 ноября 2026 года" in told["ru"]
    assert "Последний день — 31 января 2027 года" in told["ru"]
    assert "2026 жылғы 30 қарашадан кешіктірілмей" in told["kk"]
    assert "10 жұмыс күні" in told["kk"]
    assert told["ru"].index("33 460") < told["ru"].index("Почему решено")


@pytest.mark.parametrize(
    "kind", [DecisionKind.CHANGE, DecisionKind.SUSPEND, DecisionKind.RESUME, DecisionKind.TERMINATE]
)
def test_each_kind_has_its_own_first_page(kind: DecisionKind) -> None:
    with entered(whole_city()):
        before = signed_decision(*GRANTED)
        reason = "Отбасы басқа ауданға көшті."
        decision = signed_decision(*GRANTED, kind, previous=before, reason=reason, starts_on=date(2026, 12, 1))
        told = letters(decision)
    others = {title for name, title in ((n, t["ru"]) for n, t in words()["titles"].items()) if name != kind}
    assert words()["titles"][kind]["ru"] in told["ru"]
    assert not [title for title in others if title in told["ru"]]
    assert reason in told["kk"]
    assert ("Раньше было: каждый месяц — 33 460 тенге" in told["ru"]) == (kind == DecisionKind.CHANGE)


@pytest.mark.parametrize("kind", ["", "terminate"])
def test_a_letter_of_a_confidential_programme_names_neither_it_nor_its_reason(kind: str) -> None:
    secret = "тубдиспансерде есепте тұрады"
    with entered(whole_city(TB)):
        decision = signed_decision(
            "tuberculosis_aid", "outpatient_on_the_register", kind, confidential="tuberculosis", reason=secret
        )
        told = letters(decision)
        assert {notice.file.confidential for notice in decision.notices.all()} == {"tuberculosis"}
    document = find_benefit("tuberculosis_aid").document
    for language in ("kk", "ru"):
        assert document["neutral_title"][language] in told[language]
        for hidden in ("туберк", "диспансер", "болезн", "ауру", secret, document["title"][language]):
            assert hidden.lower() not in told[language].lower()


def test_a_letter_can_be_read_aloud() -> None:
    """The marks of PDF/UA: tags, a title that is shown, a language, an alternative text, the order of tabs."""
    with entered(whole_city()):
        made = make_notices(signed_decision(*REFUSED), acting_user=None)
        files = {notice.language: pdf_of(notice) for notice in made}
    for language, pdf in files.items():
        root = root_of(pdf)
        assert root["/MarkInfo"]["/Marked"]
        assert str(root["/Lang"]) == f"{language}-KZ"
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert "/Version" not in root, "PDF/UA-1 is a PDF 1.7"
        assert b'pdfuaid:part="1"' in root["/Metadata"].data
        assert words()["titles"]["refuse"][language].encode() in root["/Metadata"].data
        page = root["/Pages"]["/Kids"][0]
        assert page["/Tabs"] == "/S"
        assert page["/Annots"][0]["/F"] & 2, "the field of the seal is not hidden"
        names = {
            str(page["/Resources"]["/Font"][font]["/BaseFont"]).partition("+")[2]
            for font in page["/Resources"]["/Font"]
        }
        assert names <= {"DejaVuSans", "DejaVuSans-Bold"}


def test_the_seal_holds_and_one_changed_byte_breaks_it() -> None:
    with entered(whole_city()):
        pdf = pdf_of(make_notices(signed_decision(*GRANTED), acting_user=None)[0])
    assert check_seal(pdf).genuine
    at = pdf.index(b"/MediaBox") + 12
    tampered = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
    assert not check_seal(tampered).genuine
    assert not check_seal(pdf + b"\n% added after the seal\n").genuine
    assert not check_seal(pdf[: pdf.index(b"%%EOF") + 6]).sealed


def test_a_seal_of_another_authority_is_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with entered(whole_city()):
        pdf = pdf_of(make_notices(signed_decision(*GRANTED), acting_user=None)[0])
    monkeypatch.setattr(settings, "SEAL_TEST_FOLDER", tmp_path)
    seal._signer.cache_clear()
    try:
        found = check_seal(pdf)
        assert found.intact
        assert not found.genuine
    finally:
        seal._signer.cache_clear()


def test_production_seals_with_its_own_key_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PRODUCTION", True)
    seal._signer.cache_clear()
    try:
        with pytest.raises(SealMissing, match="TIREK_SEAL_KEY"):
            seal_pdf(b"%PDF-1.7")
    finally:
        seal._signer.cache_clear()


def test_letters_are_made_once() -> None:
    with entered(whole_city()):
        decision = signed_decision(*GRANTED)
        first = make_notices(decision, acting_user=None)
        again = make_notices(decision, acting_user=None)
        assert [notice.language for notice in first] == ["kk", "ru"]
        assert [notice.pk for notice in first] == [notice.pk for notice in again]
        assert {notice.file.kind for notice in first} == {"letter"}
        assert {notice.file.person_id for notice in first} == {decision.case.applicant_id}


def test_what_is_not_signed_has_no_letter() -> None:
    with entered(whole_city()):
        decision = make_decision(make_case(CaseState.TO_SIGN))
        with pytest.raises(Refused, match="not_signed"), transaction.atomic():
            make_notices(decision, acting_user=None)
        assert not decision.notices.exists()


def test_a_lost_job_is_made_up_for() -> None:
    with entered(whole_city()):
        signed_decision(*GRANTED, signed_at=SIGNED_AT)
        done = signed_decision(*GRANTED, signed_at=SIGNED_AT)
        make_notices(done, acting_user=None)
    assert enqueue_left_behind() == 1


def test_anybody_may_check_a_token_and_sees_nothing_else() -> None:
    with entered(whole_city()):
        decision = signed_decision(*GRANTED, signed_at=SIGNED_AT)
        notice = make_notices(decision, acting_user=None)[0]
    with entered(NOBODY, read_only=True):
        assert not Notice.objects.exists()
        assert check_notice(notice.token) == (decision.number, "2026-11-10")


def test_the_office_is_named_with_its_line() -> None:
    with entered(whole_city()):
        decision = signed_decision(*GRANTED)
        assert "өтініш берген бөлімшеңізге келіңіз" in letters(decision)["kk"]
        Territory.objects.filter(code="750000000").update(contact="+7 727 000 00 00")
        assert "+7 727 000 00 00" in letters(signed_decision(*GRANTED))["kk"]


def test_a_term_into_a_year_without_a_calendar_is_never_too_late() -> None:
    assert appeal_until(date(2040, 1, 7)) == date(2040, 4, 7)


def test_the_words_are_there_in_both_languages_and_ask_for_the_same_values() -> None:
    for path, text in _sentences(words()):
        assert set(text) == {"kk", "ru"}, path
        assert all(text.values()), path


def _sentences(part: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    for name, value in part.items():
        here = f"{path}.{name}".lstrip(".")
        if isinstance(value, dict) and set(value) & {"kk", "ru"}:
            yield here, value
        elif isinstance(value, dict) and name not in ("payment", "call"):
            yield from _sentences(value, here)

"""A decision in words: every sentence for every outcome, in three languages, with nothing left to fill in."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.rulebook.engine.toys import ACT, HERE, ToyLaw, answer, kinds_of_cases, texts
from tirek.rulebook.catalogue import list_benefits, list_methods
from tirek.rulebook.engine import Benefit
from tirek.rulebook.engine.acts import LANGUAGES, cite_act
from tirek.rulebook.engine.benefit import OUTCOMES
from tirek.rulebook.engine.counterfactual import Change, find_changes
from tirek.rulebook.engine.documents import ROOT, read_document
from tirek.rulebook.engine.explanation import explain
from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.moment import Assumption, Moment
from tirek.rulebook.engine.wording import SPACE

AID = """
@benefit.condition("refused_survey", act="social_code", article="120")
def willing() -> Boolean:
    return ~family.survey_refused

@benefit.condition("too_rich")
def poor() -> Boolean:
    return monthly(total(person.wage)) <= quantity(100, "tenge_month")

@benefit.amount(act="almaty_maslikhat_347_2015", article="4 (1)")
def amount() -> Number:
    return when(family.overdue_debt, quantity(7, "tenge_month"), parameter("index") * quantity(1, "per_month"))
"""


def aid(law: ToyLaw, rule: str = AID, **document: Any) -> Benefit:
    law.parameter("index", {"from": date(2020, 1, 1), "value": 2778})
    refusals = {"refused_survey": texts("Survey."), "too_rich": texts("Rich.")}
    return law.benefit("aid", rule, refusals=refusals, **document)


def lines(benefit: Benefit, facts: Any, language: str, moment: Moment = HERE) -> list[str]:
    program, outcome, _, case = answer(benefit, facts, moment)
    found = explain(program, outcome, find_changes(program, outcome, case), language)
    return [line.replace(SPACE, " ") for line in found.lines]


def family(*wages: int | None, **facts: Any) -> dict[str, Any]:
    given = {"survey_refused": False, "overdue_debt": False, **facts}
    return {"family": given, "persons": [{"wage": wage} for wage in wages]}


def test_granted(law: ToyLaw) -> None:
    act = cite_act(ACT, "ru", "4 (1)").replace(SPACE, " ")
    assert lines(aid(law), family(0), "ru") == ["Назначается: 2 778 тенге в месяц.", f"Основание: {act}."]
    assert lines(aid(law), family(0), "kk")[0] == "Тағайындалады: 2 778 теңге айына."
    program, outcome, _, _ = answer(aid(law), family(0))
    explanation = explain(program, outcome, (), "en")
    assert explanation.title == "Toy"
    assert explanation.text().splitlines()[0] == "Toy"
    assert len(explanation.text().splitlines()) == 3


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("fixed", "Granted: 7 tenge a month."),
        ("ceiling", "The ceiling is 7 tenge a month; the commission sets the sum."),
        ("cost_up_to", "Refunded by documents: 7 tenge a month."),
        ("in_kind", "Given: 7 tenge a month."),
        ("right", "Given: 7 tenge a month."),
        ("duty", "To be fulfilled: 7 tenge a month."),
        ("level", "Level: 7 tenge a month."),
    ],
)
def test_each_kind_of_outcome(law: ToyLaw, kind: str, sentence: str) -> None:
    assert kind in OUTCOMES
    assert lines(aid(law, outcome=kind), family(0, overdue_debt=True), "en")[0] == sentence


def test_the_basis_of_what_has_no_amount(law: ToyLaw) -> None:
    rule = (
        '@benefit.condition("c", act="social_code", article="7")\ndef c() -> Boolean:\n    return family.overdue_debt\n'
    )
    right = law.benefit("right", rule, outcome="right", rounding=None)
    shown = lines(right, family(0, overdue_debt=True), "ru")
    assert shown == ["Право есть, получателей: 1.", f"Основание: {cite_act('social_code', 'ru', '7')}."]
    unnamed = law.benefit("unnamed", rule.replace(', act="social_code", article="7"', ""), outcome="right")
    assert lines(unnamed, family(0, overdue_debt=True), "ru")[1].startswith("Основание: решение маслихата от 23 июля")


def test_refused_with_line_figure_difference_and_period(law: ToyLaw) -> None:
    assert lines(aid(law), family(1000), "en") == [
        "Refused.",
        "Rich. (en)",
        "The line is 100 tenge a month, your figure is ≈333.33 tenge a month, the difference is ≈233.33 tenge a month.",
        "The period that counts: quarter III of 2020.",
        "If a record of income is wrong, bring the document that proves it and ask for a correction.",
    ]


def test_refused_with_act_and_advice(law: ToyLaw) -> None:
    act = cite_act("social_code", "ru", "120")
    assert lines(aid(law), family(0, survey_refused=True), "ru") == [
        "Отказано.",
        "Survey. (ru)",
        f"Основание: {act}.",
        f"Что может изменить решение: {find_fact('family', 'survey_refused').advice['ru']}",
    ]


def test_the_same_advice_is_given_once(law: ToyLaw) -> None:
    program, outcome, _, _ = answer(aid(law), family(1000))
    change = find_fact("person", "registered_at_address")
    explained = explain(program, outcome, (Change(change, 0, True), Change(change, 1, True)), "en")
    assert explained.lines[-1].count(change.advice["en"]) == 1


def test_undetermined(law: ToyLaw) -> None:
    assert lines(aid(law), family(0, overdue_debt=None), "en") == [
        "There are not enough facts to decide.",
        "Needed: Overdue loan debt.",
        "By what is known, at least 7 tenge a month.",
    ]
    shown = lines(aid(law), family(5, None, 6, None), "ru")
    title = find_fact("person", "wage").title["ru"]
    assert shown == ["Для решения не хватает сведений.", f"Нужны сведения: {title} (строка 2, 4)."]
    unknown = {"family": {"survey_refused": False, "overdue_debt": True}}
    assert lines(aid(law), unknown, "kk")[1] == "Керек мәлімет: отбасы мүшелері тізімі."
    assert lines(aid(law), unknown, "ru")[1] == "Нужны сведения: список: члены семьи."


def test_undetermined_without_a_list(law: ToyLaw) -> None:
    program, outcome, _, _ = answer(aid(law), family(5, None))
    assert explain(program, replace(outcome, missing=()), (), "en").lines == ("There are not enough facts to decide.",)


def test_a_parameter_nobody_published(law: ToyLaw) -> None:
    shown = lines(aid(law), family(0), "en", Moment(date(2019, 12, 31)))
    assert shown == ["There are not enough facts to decide.", "Needed: index (en)."]


def test_a_conflict(law: ToyLaw) -> None:
    rule = "@benefit.amount()\ndef amount() -> Number:\n"
    rule += "    return choose((family.survey_refused, 5), (family.overdue_debt, 6)) * quantity(1, 'tenge_month')\n"
    shown = lines(aid(law, rule), family(0, survey_refused=True, overdue_debt=True), "en")
    assert len(shown) == 1
    assert shown[0].startswith("Two norms fix the amount at once")


def test_nothing_claimed(law: ToyLaw) -> None:
    rule = "@benefit.condition('c')\ndef c() -> Boolean:\n    return claim.documented\n"
    claims = law.benefit("claims", rule, entity="claim", outcome="in_kind", rounding=None)
    shown = lines(claims, {"claims": []}, "ru")
    assert shown == ["Отказано.", read_document(ROOT / "engine" / "texts.yaml")["nothing_claimed"]["ru"]]


DUTY = """
@benefit.condition("too_small")
def large() -> Boolean:
    return employer.headcount >= quantity(50, "person")

@benefit.amount()
def amount() -> Number:
    return in_unit(employer.headcount * 2 / 100, "workplaces")
"""


def test_every_employer_reads_what_was_decided_about_it(law: ToyLaw) -> None:
    duty = law.benefit(
        "duty",
        DUTY,
        entity="employer",
        holder="employer",
        outcome="duty",
        unit="workplaces",
        refusals={"too_small": texts("Small.")},
    )
    both = {"employers": [{"headcount": 40}, {"headcount": 100}]}
    assert lines(duty, both, "ru")[:3] == [
        "Обязательно к исполнению: 2 раб. м.",
        "Работодатель 1: Small. (ru)",
        "Работодатель 2: Обязательно к исполнению: 2 раб. м.",
    ]
    assert lines(duty, both, "kk")[1:3] == [
        "1-жұмыс беруші: Small. (kk)",
        "2-жұмыс беруші: Орындауға міндетті: 2 жұмыс орны.",
    ]
    assert len(lines(duty, {"employers": [{"headcount": 100}]}, "en")) == 2
    assert lines(duty, {"employers": [{"headcount": 40}]}, "en")[:2] == ["There is no duty.", "Small. (en)"]
    assert lines(duty, {"employers": []}, "kk") == ["Міндет жүктелмейді.", "Бірде-бір жұмыс беруші көрсетілмеген."]
    title = find_fact("employer", "headcount").title["ru"]
    unknown = {"employers": [{"headcount": 40}, {"headcount": None}]}
    assert lines(duty, unknown, "ru")[1] == f"Нужны сведения: {title} (работодатель 2)."


def test_made_with_an_assumption(law: ToyLaw) -> None:
    warning = Assumption("toy", texts("Values"), texts("Careful!"), {}, {})
    shown = lines(aid(law), family(0), "en", Moment(HERE.on, assumption=warning))
    assert shown[-1] == "Assumption: Values (en). Careful! (en)"


@pytest.mark.parametrize("status", ["draft", "adopted", "suspended", "repealed"])
def test_not_in_force(law: ToyLaw, status: str) -> None:
    words = read_document(ROOT / "engine" / "texts.yaml")
    away = aid(law, terms=[{"from": date(2020, 1, 1), "status": status}])
    for language in LANGUAGES:
        assert lines(away, family(0), language) == [words[status][language]]
        assert lines(away, family(0), language, Moment(date(2019, 1, 1))) == [words["not_in_force"][language]]


def test_every_text_has_the_same_places_in_each_language() -> None:
    for key, entry in read_document(ROOT / "engine" / "texts.yaml").items():
        assert set(entry) == set(LANGUAGES), key
        places = {language: sorted(part.split("}")[0] for part in entry[language].split("{")[1:]) for language in entry}
        assert places["kk"] == places["ru"] == places["en"], key


@pytest.mark.parametrize("benefit", [*list_benefits(), *list_methods()], ids=lambda benefit: benefit.id)
def test_every_case_is_explained(benefit: Benefit) -> None:
    for program, outcome, case in kinds_of_cases(benefit):
        changes = find_changes(program, outcome, case)
        said = [explain(program, outcome, changes, language) for language in LANGUAGES]
        assert len({len(each.lines) for each in said}) == 1
        for each in said:
            assert each.title
            for line in each.lines:
                assert not set("{}") & set(line)
                assert ".." not in line
                assert line[0].isupper() or not line[0].isalpha()


def test_the_least_sum_is_told_from_one_tenge_on(law: ToyLaw) -> None:
    rule = "@benefit.amount()\ndef amount() -> Number:\n"
    rule += "    return when(family.overdue_debt, quantity({least}, 'tenge_month'), quantity(9, 'tenge_month'))\n"
    for least, said in (("1", ["By what is known, at least 1 tenge a month."]), ("0", [])):
        aid = law.benefit("aid", rule.replace("{least}", least))
        assert lines(aid, {"family": {}}, "en")[2:] == said

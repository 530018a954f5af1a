"""The contracts of ``tirek law``: what each command prints, as text and as JSON, in each language."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.commands.command_line import Command, facts_of
from tirek.rulebook.catalogue import benefit_ids, find_benefit, method_ids
from tirek.rulebook.engine.acts import LANGUAGES
from tirek.rulebook.engine.benefit import PAYERS, STATUSES
from tirek.rulebook.reforms import find_reform, reform_names

AID = "half_yearly_aid"
DECIDED = {
    *("benefit", "title", "on", "applied_on", "known_on", "territory", "assumption", "warning", "outcome", "kind"),
    *("amount", "amount_bounds", "unit", "holders", "rows", "reasons", "missing", "counterfactual", "extras"),
    *("explanation", "trace", "rulebook", "reform", "overlays", "local_law", "decides"),
}


def titles(name: str) -> dict[str, str]:
    return dict(find_benefit(name).document["title"])


def test_list_is_an_array_of_programmes(command: Command) -> None:
    listed = command("law", "list", "--format", "json").json
    assert [entry["id"] for entry in listed] == [*benefit_ids(), *reform_names()]
    assert all(set(entry) == {"id", "kind", "titles", "status", "payer"} for entry in listed)
    assert [entry["kind"] for entry in listed] == ["programme"] * len(benefit_ids()) + ["reform"] * len(reform_names())
    programmes = listed[: len(benefit_ids())]
    assert all(entry["titles"] == titles(entry["id"]) and entry["payer"] in PAYERS for entry in programmes)
    assert all(entry["status"] in STATUSES for entry in listed)
    assert {entry["payer"] for entry in listed[len(benefit_ids()) :]} <= {None}


def test_list_of_a_territory_says_what_is_provided_there(command: Command) -> None:
    place = ("law", "list", "--territory", "434800000")
    listed = {entry["id"]: entry["status"] for entry in command(*place, "--format", "json").json}
    assert listed["rural_specialist_fuel_aid"] == listed["school_meals"] == "in_force"
    assert (listed[AID], listed["television_box"]) == ("not_provided_here", "not_in_force")
    assert listed["food_parcel"] == "not_provided_here"
    then = {entry["id"]: entry["status"] for entry in command(*place, "--on", "2021-11-15", "--format", "json").json}
    assert then["food_parcel"] == "in_force"
    assumed = command(*place, "--on", "2026-03-01", "--assume", "syrdarya-demo").out
    assert "tuberculosis_aid" in next(line for line in assumed.splitlines() if " in_force " in line and "tuber" in line)
    almaty = {
        entry["id"]: entry["status"] for entry in command("law", "list", "--on", "2026-03-01", "--format", "json").json
    }
    assert (almaty[AID], almaty["rural_specialist_fuel_aid"]) == ("in_force", "not_provided_here")


@pytest.mark.parametrize("language", LANGUAGES)
def test_list_and_show_speak_each_language(command: Command, language: str) -> None:
    listed = command("law", "list", "--lang", language)
    assert (listed.code, listed.err) == (0, "")
    programmes, _, reforms = listed.out.partition("\n\n")
    assert [line.split()[0] for line in programmes.splitlines()] == benefit_ids()
    assert all(line.endswith(titles(line.split()[0])[language]) for line in programmes.splitlines())
    assert [line.split()[:2] for line in reforms.splitlines()[1:]] == [[name, "draft"] for name in reform_names()]
    assert reforms.rstrip().endswith(find_reform(reform_names()[-1]).title[language])
    shown = command("law", "show", AID, "--lang", language)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.splitlines()[0] == titles(AID)[language]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("silver_age", "Деньги перечисляются работодателю."),
        ("short_training", "Деньги перечисляются учебному центру."),
        ("housing_aid", ""),
    ],
)
def test_show_says_who_gets_the_money_where_it_is_not_the_holder(command: Command, name: str, line: str) -> None:
    assert command("law", "show", name, "--lang", "ru").out.splitlines()[2] == line


def test_show_cites_the_text_that_stays_and_not_a_suspension(command: Command) -> None:
    shown = command("law", "show", "subsidised_workplace", "--lang", "ru").out
    conditions = [line for line in shown.splitlines() if line.startswith("  • ") and "приказ" in line]
    assert len(conditions) == 5
    assert all("№\u00a0395" in line for line in conditions)


@pytest.mark.parametrize("name", [*benefit_ids(), *method_ids()])
def test_show_facts_and_graph_hold_for_every_programme(command: Command, name: str) -> None:
    shown = command("law", "show", name, "--format", "json").json
    assert shown["id"] == name
    assert {"titles", "terms", "documents", "refusals", "facts", "parameters", "steps", "rounding"} <= set(shown)
    schema = command("law", "facts", name).json
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)
    asked = {f"{part}.{fact}" for part, facts in properties(schema).items() for fact in facts}
    assert set(shown["facts"]) <= asked
    graph = command("law", "graph", name)
    assert graph.out.startswith("flowchart LR\n  ")
    assert command("law", "graph", name, "--format", "json").json == {"id": name, "mermaid": graph.out.rstrip("\n")}


def properties(schema: dict[str, dict[str, dict[str, dict[str, dict[str, str]]]]]) -> dict[str, list[str]]:
    """Facts that a schema asks for, by entity."""
    parts = schema["properties"]
    rows = {
        part.removesuffix("s"): list(each["items"]["properties"]) for part, each in parts.items() if "items" in each
    }
    received = [f"receives.{name}" for name in parts.get("receives", {}).get("properties", {})]
    return {**rows, "family": [*parts["family"]["properties"], *received]}


def test_the_schema_accepts_what_decide_accepts_and_no_more(command: Command, family: str) -> None:
    validator = jsonschema.Draft202012Validator(command("law", "facts", AID).json)
    document = json.loads(family)
    assert list(validator.iter_errors(document)) == []
    document["persons"][0]["wage"] = "much"
    document["persons"][0]["shoe_size"] = 44
    assert len(list(validator.iter_errors(document))) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_as_text_name_the_source(command: Command, language: str) -> None:
    listed = command("law", "facts", AID, "--format", "text", "--lang", language)
    assert listed.code == 0
    assert [line.split()[1] for line in listed.out.splitlines() if line.startswith("person.pension ")] == ["pensions"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_graph_is_written_in_its_language(command: Command, language: str) -> None:
    chart = command("law", "graph", AID, "--lang", language).out
    steps = find_benefit(AID).document["steps"]
    assert f'half_yearly_aid__amount[["{steps["amount"][language]}"]]' in chart
    assert " --> half_yearly_aid__amount" in chart


def test_decide_from_a_file_and_from_standard_input(command: Command, family: str, family_file: str) -> None:
    asked = ("law", "decide", AID, "--on", "2020-10-05", "--format", "json", "--facts")
    decided = command(*asked, family_file).json
    assert set(decided) == DECIDED
    assert (decided["outcome"], decided["kind"], decided["amount"]) == ("granted", "fixed", 19446)
    assert (decided["unit"], decided["holders"], decided["territory"]) == ("tenge/half_year", [1, 1], "750000000")
    assert set(decided["explanation"]) == set(LANGUAGES)
    assert decided["title"] == titles(AID)
    assert all({"step", "value", "unit", "act", "article"} <= set(step) for step in decided["trace"])
    assert command(*asked, "-", given=family).json == decided
    assert command(*asked, "-", given=b"\xef\xbb\xbf" + family.encode()).json == decided


def test_a_refusal_names_line_figure_and_difference(command: Command) -> None:
    facts = json.dumps(facts_of(AID, "income_one_tenge_a_quarter_above_the_limit"))
    decided = command("law", "decide", AID, "--on", "2020-10-05", "--facts", "-", "--format", "json", given=facts).json
    assert (decided["outcome"], decided["amount"]) == ("refused", 0)
    reason = decided["reasons"][0]
    assert {"code", "rows", "text", "act", "article", "line", "figure", "difference", "unit"} <= set(reason)
    assert (reason["code"], reason["line"], reason["figure"]) == ("income_above_limit", 114396, "343189/3")


def test_an_open_case_names_what_is_missing(command: Command, family: str) -> None:
    document = json.loads(family)
    del document["persons"][0]["pension_kind"]
    decided = command(
        "law", "decide", AID, "--on", "2020-10-05", "--facts", "-", "--format", "json", given=json.dumps(document)
    ).json
    assert (decided["outcome"], decided["amount"]) == ("undetermined", None)
    assert [(each["key"], each["rows"]) for each in decided["missing"]] == [("person.pension_kind", [0])]
    assert {"title", "source", "confidential"} <= set(decided["missing"][0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_decide_as_text_opens_with_the_programme(command: Command, family: str, language: str) -> None:
    decided = command("law", "decide", AID, "--on", "2020-10-05", "--facts", "-", "--lang", language, given=family)
    assert (decided.code, decided.err) == (0, "")
    first, second, *_ = decided.out.splitlines()
    assert first == titles(AID)[language]
    assert (
        second.replace("\N{NO-BREAK SPACE}", " ")
        == {
            "kk": "Тағайындалады: 19 446 теңге жартыжылдығына.",
            "ru": "Назначается: 19 446 тенге в полугодие.",
            "en": "Granted: 19,446 tenge a half-year.",
        }[language]
    )


def test_known_on_recomputes_with_what_was_known(command: Command) -> None:
    asked = ("law", "decide", "tuberculosis_aid", "--on", "2020-04-15", "--facts", "-", "--format", "json")
    ill = json.dumps({"persons": [{"tuberculosis_outpatient": True}]})
    now = command(*asked, given=ill).json
    then = command(*asked, "--known-on", "2020-04-09", given=ill).json
    # The index rose on 1 April by a decree of 10 April: 12 x 2,778 and 12 x 2,651.
    assert (now["known_on"], now["amount"]) == (None, 33336)
    assert (then["known_on"], then["amount"]) == ("2020-04-09", 31812)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_assumption_is_named_in_every_answer(command: Command, family: str, language: str) -> None:
    asked = ("law", "decide", AID, "--on", "2025-10-05", "--facts", "-", "--lang", language)
    assert command(*asked, "--format", "json", given=family).json["warning"] is None
    decided = command(*asked, "--assume", "almaty-demo", "--format", "json", given=family).json
    assert decided["assumption"] == "almaty-demo"
    assert decided["warning"][language] in " ".join(decided["explanation"][language])
    text = command(*asked, "--assume", "almaty-demo", given=family).out
    assert decided["warning"][language] in text


def test_applied_on_and_territory_are_told(command: Command, family: str) -> None:
    asked = ("law", "decide", AID, "--on", "2020-10-05", "--facts", "-", "--format", "json")
    decided = command(*asked, "--applied-on", "2020-06-01", given=family).json
    assert (decided["on"], decided["applied_on"]) == ("2020-10-05", "2020-06-01")
    elsewhere = command(*asked, "--territory", "710000000", given=family).json
    assert (elsewhere["territory"], elsewhere["outcome"]) == ("710000000", "not_provided_here")
    document = {**json.loads(family), "family": {"territory": 710000000}}
    assert command(*asked, given=json.dumps(document)).json == elsewhere
    before = command("law", "decide", AID, "--on", "2010-01-01", "--facts", "-", "--format", "json", given=family).json
    assert (before["outcome"], before["amount"], before["trace"]) == ("not_in_force", None, [])


@pytest.mark.parametrize("method", method_ids())
def test_level_by_each_method(command: Command, family: str, method: str) -> None:
    answer = command(
        "law", "level", "--on", "2026-10-05", "--facts", "-", "--method", method, "--format", "json", given=family
    ).json
    assert set(answer) == {"level", "letter", *DECIDED}
    assert answer["benefit"] == method
    assert answer["level"] == answer["amount"]
    assert answer["unit"] == "level"


def test_a_whole_family_has_a_level(command: Command, family: str) -> None:
    document = {"dwellings": [], "vehicles": [], **json.loads(family)}
    document["persons"][0]["founder_of_active_entity"] = False
    asked = ("law", "level", "--on", "2026-10-05", "--facts", "-")
    answer = command(*asked, "--format", "json", given=json.dumps(document)).json
    assert (answer["outcome"], answer["level"]) == ("granted", 2)
    assert {"criteria_conflict", "binding_criterion"} <= set(answer["extras"])
    text = command(*asked, "--lang", "kk", given=json.dumps(document)).out
    assert text.splitlines()[0] == titles("six_levels")["kk"]
    assert set(answer["letter"]) == {"kk", "ru", "en"}
    assert text.endswith(answer["letter"]["kk"] + "\n")
    assert "Отбасыңыздың деңгейі — 2" in answer["letter"]["kk"]


def test_an_undetermined_level_has_no_letter(command: Command, family: str) -> None:
    asked = ("law", "level", "--on", "2026-10-05", "--facts", "-", "--format", "json")
    answer = command(*asked, given='{"persons": [{}]}').json
    assert (answer["outcome"], answer["letter"]) == ("undetermined", None)


def test_check_prints_findings_as_text_and_as_json(command: Command) -> None:
    text, found = command("law", "check"), command("law", "check", "--format", "json")
    assert text.code == found.code
    findings = json.loads(found.out)
    assert all(set(finding) == {"where", "what", "remedy"} for finding in findings)
    lines = [f"{f['where']}: {f['what']} {f['remedy']}" for f in findings] or ["law check: no findings"]
    assert text.out.splitlines() == lines
    assert (text.code, text.err) == (1 if findings else 0, "")


@pytest.fixture
def rich() -> str:
    """A home-front worker of a family with two dwellings: level 6."""
    person = {"war_participant": False, "equated_to_participant": False, "home_front_worker": True}
    return json.dumps({"persons": [person], "dwellings": [{"tenure": "owned", "area": 40}] * 2, "vehicles": []})


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("kk", "Бұл — шешім емес. Мына өзгеріс қолданылса, былай шешілер еді: «"),
        ("ru", "Это не решение. Так было бы решено, если бы применялось изменение: «"),
        ("en", "This is no decision. It is what would be decided if this change applied: “"),
    ],
)
def test_a_draft_reform_is_explained_and_decides_nothing(
    command: Command, rich: str, language: str, first: str
) -> None:
    asked = ("law", "decide", "victory_day_aid", "--on", "2026-05-09", "--facts", "-")
    reformed = (*asked, "--reform", "local_aid_2026")
    told = command(*reformed, "--lang", language, given=rich).out.splitlines()
    assert told[0].startswith(first)
    assert told[1] == titles("victory_day_aid")[language]
    today, under = (command(*each, "--format", "json", given=rich).json for each in (asked, reformed))
    assert (today["outcome"], today["decides"], today["reform"]) == ("granted", True, None)
    assert (under["outcome"], under["decides"], under["reform"]["number"]) == ("refused", False, None)
    assert command(*asked, "--format", "json", given=rich).json == today


def test_a_reform_is_shown_with_its_changes(command: Command, tmp_path: Path) -> None:
    reform = find_reform("local_aid_2026")
    shown = command("law", "show", "local_aid_2026", "--format", "json").json
    assert (shown["status"], shown["number"], shown["date"], shown["decides"]) == ("draft", None, None, False)
    assert [change["kind"] for change in shown["changes"]] == ["condition", "floor", "step", "step"]
    assert all((change["act"], change["provenance"]) == ("almaty_reform_2026", "seed") for change in shown["changes"])
    assert "housing_aid" in shown["changes"][0]["except"]
    assert "housing_aid" not in shown["changes"][0]["benefits"]
    assert shown["changes"][3]["text"] == "local_aid_2026.republican_minimum"
    for language in LANGUAGES:
        lines = command("law", "show", "local_aid_2026", "--lang", language).out
        assert lines.startswith(reform.title[language])
        assert all(f"  {number}. {change.title[language]}." in lines for number, change in enumerate(reform.changes, 1))
        assert reform.digest in lines


def test_a_file_is_shown_as_its_author_checks_it(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "idea.yaml"
    path.write_text(
        "title: {kk: А, ru: А}\nsummary: {kk: А, ru: А}\nwarning: {kk: А, ru: А}\nstatus: draft\nknown_from: 2026-01-01\n"
        "changes:\n  - parameter: victory_day_aid.home_front\n"
        '    values: [{from: 2026-01-01, value: 60000, territory: "750000000"}]\n'
        "  - parameter: regional_subsistence_minimum\n"
        '    values: [{quarter: 2026Q1, value: 60000, territory: "750000000"}]\n'
        "  - {benefit: meter_refund, status: repealed, from: 2026-01-01}\n",
        encoding="utf-8",
    )
    shown = command("law", "show", str(path), "--format", "json").json
    assert [(change["kind"], change["from"]) for change in shown["changes"]] == [
        ("parameter", "2026-01-01"),
        ("parameter", "2026Q1"),
        ("benefit", "2026-01-01"),
    ]
    text = command("law", "show", str(path), "--lang", "ru").out.replace("\xa0", " ")
    assert "Значение victory_day_aid.home_front: 60 000 тенге, с 1 января 2026 года (750000000)" in text
    assert (
        "Значение regional_subsistence_minimum: 60 000 тенге на человека в месяц, I квартал 2026 года (750000000)"
        in text
    )
    assert "Программа meter_refund: отменено, с 1 января 2026 года" in text
    assert "Основание: — (источник: memory)" in text
    path.write_text(path.read_text(encoding="utf-8").replace("status: draft", "status: dream"), encoding="utf-8")
    refused = command("law", "show", str(path), "--lang", "kk")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        f"{path}:4: dream мәртебесі белгісіз. Болуы мүмкін: draft, adopted, in_force, suspended, repealed.\n"
    )
    unknown = command("law", "decide", AID, "--on", "2026-05-09", "--facts", "-", "--reform", "moon", given="{}")
    assert (unknown.code, unknown.err.count("\n")) == (2, 1)
    assert unknown.err.startswith("moon: Такой реформы нет. Есть: local_aid_2026")

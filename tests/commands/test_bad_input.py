"""Bad input is one line on standard error: what, where, what to do, in the language asked for; exit code 2, nothing written."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
import yaml

from tests.commands.command_line import Command
from tirek.commands.root import GROUPS
from tirek.commands.usage import MESSAGES
from tirek.rulebook.catalogue import method_ids
from tirek.rulebook.engine.acts import LANGUAGES
from tirek.rulebook.engine.documents import ROOT

AID = "half_yearly_aid"
ASKED = ("law", "decide", AID, "--on", "2020-10-05", "--facts", "-")

TOLD = yaml.safe_load((ROOT / "engine" / "messages.yaml").read_text(encoding="utf-8"))
USAGE = yaml.safe_load(MESSAGES.read_text(encoding="utf-8"))


def told(key: str, language: str, **details: object) -> str:
    return str(TOLD[key][language]).format(**details)


def given(**facts: object) -> str:
    return json.dumps({"persons": [facts]})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("document", "where", "key", "details"),
    [
        ("[]", "--facts -", "not_a_mapping", {}),
        ("{", "--facts -:1:2", "not_json", {"value": "''"}),
        ('{"persons": [}', "--facts -:1:14", "not_json", {"value": "'}'"}),
        ("[" * 200_000, "--facts -", "not_json", {"value": "RecursionError"}),
        ("\udcff", "--facts -", "not_json", {"value": "UnicodeDecodeError"}),
        (
            '{"people": []}',
            "people",
            "unknown_part",
            {"allowed": "family, receives, persons, dwellings, vehicles, claims, employers"},
        ),
        ('{"persons": []}', "persons", "no_persons", {}),
        ('{"persons": {}}', "persons", "rows_not_list", {}),
        ('{"persons": [1]}', "persons[0]", "not_a_mapping", {}),
        ('{"family": "many"}', "family", "not_a_mapping", {}),
        ('{"receives": ["housing_aid"]}', "receives", "not_a_mapping", {}),
        (json.dumps({"persons": [{}] * 61}), "persons", "too_many_rows", {"count": 61, "limit": 60}),
        (given(wage="much"), "persons[0].wage", "not_number", {"value": "much"}),
        (given(wage=True), "persons[0].wage", "not_number", {"value": True}),
        (given(wage=[1]), "persons[0].wage", "not_number", {"value": [1]}),
        (given(wage="NaN"), "persons[0].wage", "not_number", {"value": "NaN"}),
        (given(wage=0.5), "persons[0].wage", "not_whole", {"value": 0.5, "scale": 1}),
        (given(wage=-1), "persons[0].wage", "out_of_range", {"value": -1, "low": 0, "high": 100_000_000_000}),
        (given(full_time_student="yes"), "persons[0].full_time_student", "not_boolean", {"value": "yes"}),
        (given(birth_date="2020-02-30"), "persons[0].birth_date", "bad_date", {"value": "2020-02-30"}),
        (given(birth_date="never"), "persons[0].birth_date", "bad_date", {"value": "never"}),
        (given(sex="x"), "persons[0].sex", "not_in_list", {"value": "x", "allowed": "male, female"}),
        (given(sex="a\nb"), "persons[0].sex", "not_in_list", {"value": "a b", "allowed": "male, female"}),
        ('{"family": {"territory": 75}}', "family.territory", "unknown_territory", {"value": "75"}),
    ],
)
def test_wrong_facts_are_refused(
    command: Command, document: str, where: str, key: str, details: dict[str, object], language: str
) -> None:
    answer = command(*ASKED, "--lang", language, given=document.encode("utf-8", "surrogateescape"))
    assert answer.refusal == f"{where}: {told(key, language, **details)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_fact_is_answered_with_those_like_it(command: Command, language: str) -> None:
    answer = command(*ASKED, "--lang", language, given=given(wages=5))
    assert answer.refusal.startswith("persons[0].wages: ")
    assert "wage" in answer.refusal.partition(told("unknown_fact", language, allowed="\0").partition("\0")[0])[2]
    other = command(*ASKED, "--lang", language, given='{"receives": {"hausing_aid": true}}')
    like_it = told("unknown_fact", language, allowed="housing_aid").removesuffix(".")
    assert other.refusal.startswith(f"receives.hausing_aid: {like_it}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("arguments", "where", "key", "details"),
    [
        (("law", "show", "lottery"), "lottery", "unknown_benefit", {}),
        (("law", "facts", "../engine"), "../engine", "unknown_benefit", {}),
        (("law", "graph", ""), "", "unknown_benefit", {}),
        (("law", "list", "--format", "xml"), "--format", "unknown_choice", {"value": "xml", "allowed": "text, json"}),
        (("law", "decide", "lottery", "--on", "2020-10-05", "--facts", "-"), "lottery", "unknown_benefit", {}),
        ((*ASKED[:-1], "nowhere.json"), "--facts nowhere.json", "no_file", {}),
        ((*ASKED[:-1], "."), "--facts .", "no_file", {}),
        ((*ASKED, "--on", "2020-13-01"), "--on", "bad_date", {"value": "2020-13-01"}),
        ((*ASKED, "--on", ""), "--on", "bad_date", {"value": ""}),
        ((*ASKED, "--known-on", "soon"), "--known-on", "bad_date", {"value": "soon"}),
        ((*ASKED, "--applied-on", "5.10.2020"), "--applied-on", "bad_date", {"value": "5.10.2020"}),
        ((*ASKED, "--assume", "best"), "best", "unknown_assumption", {"allowed": "almaty-demo, syrdarya-demo"}),
        ((*ASKED, "--territory", "75"), "--territory", "unknown_territory", {"value": "75"}),
        ((*ASKED, "--territory", "75000000x"), "--territory", "unknown_territory", {"value": "75000000x"}),
        (
            ("law", "level", "--on", "2026-10-05", "--facts", "-", "--method", AID),
            "--method",
            "unknown_choice",
            {"value": AID, "allowed": ", ".join(method_ids())},
        ),
    ],
)
def test_wrong_options_are_refused(
    command: Command, arguments: tuple[str, ...], where: str, key: str, details: dict[str, object], language: str
) -> None:
    answer = command(*arguments, "--lang", language, given="{}")
    assert answer.refusal == f"{where}: {told(key, language, **details)}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("arguments", "key", "details"),
    [
        (("law", "decide"), "missing", {"name": "P", "command": "tirek law decide"}),
        (("law", "decide", AID, "--facts", "-"), "missing", {"name": "--on", "command": "tirek law decide"}),
        (("law", "decide", AID, "--on", "2020-10-05"), "missing", {"name": "--facts", "command": "tirek law decide"}),
        (("law", "list", "--kind", "x"), "unknown_option", {"name": "--kind", "command": "tirek law list"}),
        (("law", "list", "x"), "extra_argument", {"name": "x", "command": "tirek law list"}),
    ],
)
def test_a_command_written_wrongly_is_refused(
    command: Command, arguments: tuple[str, ...], key: str, details: dict[str, str], language: str
) -> None:
    # The language stands after what is wrong, and counts all the same.
    for lang in (("--lang", language), (f"--lang={language}",)):
        assert command(*arguments, *lang).refusal == str(USAGE[key][language]).format(**details)


def test_an_unknown_command_is_answered_with_those_there_are(command: Command) -> None:
    assert command("lottery").refusal == USAGE["unknown_command"]["ru"].format(
        name="lottery", allowed=", ".join(GROUPS)
    )
    named = "list, show, check, facts, graph, decide, level"
    assert command("law", "lst").refusal == USAGE["unknown_command"]["ru"].format(name="lst", allowed=named)
    assert command("law", "list", "--lang").refusal.startswith("--lang: ")


def test_an_unknown_language_is_refused_in_the_default_one(command: Command) -> None:
    refusal = command("law", "list", "--lang", "de").refusal
    assert refusal == f"--lang: {told('unknown_choice', 'ru', value='de', allowed='kk, ru, en')}"
    # The last of two counts; an answer before this one leaves nothing behind.
    assert command("law", "show", "lottery", "--lang", "en", "--lang", "kk").refusal.endswith(
        TOLD["unknown_benefit"]["kk"]
    )
    assert command("law", "show", "lottery").refusal.endswith(TOLD["unknown_benefit"]["ru"])


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to the superuser")
def test_a_file_that_may_not_be_read_is_refused(command: Command, family_file: str) -> None:
    Path(family_file).chmod(stat.S_IWUSR)
    answer = command(*ASKED[:-1], family_file, "--lang", "en")
    assert answer.refusal == USAGE["unreadable"]["en"].format(name=family_file)


def test_without_arguments_a_command_prints_its_help(command: Command) -> None:
    for arguments in ((), ("law",)):
        answer = command(*arguments)
        assert (answer.code, answer.err) == (2, "")
        assert "Usage: " in answer.out
    assert command("law", "decide", "--help").code == 0

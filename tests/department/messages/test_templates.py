"""Templates: whole in both languages, short enough, and without a word about anybody."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tirek.department.messages import templates as module
from tirek.department.messages.segments import ALONE, JOINED, segments_of
from tirek.department.messages.templates import IN_SMS, TemplateFault, find_template, read_templates, templates

DOCUMENT = yaml.safe_load(Path(module.__file__).with_name("templates.yaml").read_text(encoding="utf-8"))
ONE = "application_registered"


def test_every_template_is_whole_in_both_languages() -> None:
    assert len(templates()) >= 10
    for template in templates().values():
        for part in template.texts.values():
            assert set(part) == {"kk", "ru"}


def test_no_sms_tells_more_than_a_number_and_a_day() -> None:
    for template in templates().values():
        if "sms" in template.texts:
            text = template.texts["sms"]["ru"] + template.texts["sms"]["kk"]
            assert {kind for name, kind in template.values.items() if f"{{{name}}}" in text} <= IN_SMS
            told = template.fill(
                "sms", "ru", {name: module.LONGEST[kind] for name, kind in template.values.items()}, ""
            )
            assert not told.rstrip().endswith(":")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"sms": {"kk": "а", "ru": ""}}, "sms lacks ru"),
        ({"subject": {"kk": "а"}}, "subject lacks ru"),
        ({"title": {"kk": "а", "ru": "а"}}, "title lacks en"),
        ({"values": {"number": "name"}}, "unknown kind 'name'"),
        ({"sms": {"kk": "{sum}", "ru": "{sum}"}}, "asks for sum"),
        ({"sms": {"kk": "{number}", "ru": "{day}"}}, "other values in kk than in ru"),
        ({"values": {"number": "amount", "day": "day"}}, r"number \(amount\) must not stand in an SMS"),
        ({"segments": 1}, "may need 2 parts and has 1"),
        ({"channels": ["pigeon"]}, "channels must name"),
        ({"neutral": "yes"}, "neutral must be true or false"),
        ({"colour": "red"}, "missing or unknown: colour"),
    ],
)
def test_what_is_written_wrong_is_named(change: dict[str, Any], fault: str) -> None:
    document = {ONE: deepcopy(DOCUMENT[ONE]) | change}
    with pytest.raises(TemplateFault, match=rf"templates\.yaml, {ONE}.*{fault}"):
        read_templates(document)


@pytest.mark.parametrize(
    "values",
    [
        {"number": "900101300123", "day": "2026-11-22"},
        {"number": "Сынақова Айсұлу", "day": "2026-11-22"},
        {"number": "T-1", "day": "22.11.2026"},
        {"number": "T-1"},
        {"number": "T-1", "day": "2026-11-22", "name": "Айсұлу"},
        {"number": 12, "day": "2026-11-22"},
    ],
)
def test_a_value_that_is_none_of_its_kind_is_refused_and_not_repeated(values: dict[str, Any]) -> None:
    with pytest.raises(TemplateFault) as caught:
        find_template(ONE).check_values(values)
    assert not [value for value in values.values() if str(value) in str(caught.value) and len(str(value)) > 3]


@given(st.text(max_size=400))
def test_parts_are_those_of_ucs2(text: str) -> None:
    units = sum(2 if ord(sign) > 0xFFFF else 1 for sign in text if not 0xD800 <= ord(sign) <= 0xDFFF)
    told = segments_of("".join(sign for sign in text if not 0xD800 <= ord(sign) <= 0xDFFF))
    assert told == (0 if not units else 1 if units <= ALONE else -(-units // JOINED))

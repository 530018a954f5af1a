"""Territories in the language of the page."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from tirek.department.accounts.viewer import Viewer
from tirek.web.ui.places import district_choices, place_title


@pytest.mark.parametrize(
    ("code", "language", "title"),
    [("750000000", "ru", "город Алматы"), ("750000000", "kk", "Алматы қаласы"), ("999999999", "kk", "999999999")],
)
def test_a_place_is_named_as_reference_data_names_it(code: str, language: str, title: str) -> None:
    with override(language):
        assert place_title(code) == title


def test_one_chooses_among_districts_and_never_the_whole_city() -> None:
    with override("ru"):
        choices = district_choices(Viewer(1, territories=("750000000", "751110000")))
    assert choices == [("751110000", "Алмалинский район")]

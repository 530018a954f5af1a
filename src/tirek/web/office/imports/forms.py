"""Forms of an import: the file, and which of its columns is which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tirek.department.registry.importing.people import form as people_form
from tirek.department.registry.importing.tables_of_text import LARGEST_BYTES, MOST_ROWS, SUFFIXES
from tirek.department.registry.models import PeopleImport
from tirek.web.office.imports.wording import column_words
from tirek.web.ui.wording import number_words


class FileForm(forms.Form):
    """A file of people, and what is done with whom the registry knows."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput({"accept": ",".join(SUFFIXES)}))
    territory = forms.ChoiceField(label=_("District"), help_text=_("Of the rows that name none"))
    known = forms.ChoiceField(
        label=_("People with an IIN that the registry has"),
        choices=PeopleImport.Known.choices,
        initial=PeopleImport.Known.SKIP,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("From where the file comes. Do not write names or numbers of people here."),
        min_length=5,
        max_length=200,
    )

    def __init__(self, *args: Any, districts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].choices = districts  # type: ignore[attr-defined]
        self.fields["file"].help_text = _("CSV or XLSX, at most %(megabytes)s MB and %(rows)s rows") % {
            "megabytes": LARGEST_BYTES // 2**20,
            "rows": number_words(MOST_ROWS),
        }


class MappingForm(forms.Form):
    """For each column of a person, the heading of the file; none where the file does not tell it."""

    def __init__(self, *args: Any, headings: Sequence[str], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = list(headings)
        choices = [("", _("not in the file")), *((str(place), heading) for place, heading in enumerate(headings))]
        for name in people_form()["columns"]:
            self.fields[name] = forms.ChoiceField(label=column_words(name, language), choices=choices, required=False)

    def clean(self) -> dict[str, Any]:
        """A heading is one column only."""
        told = super().clean() or {}
        taken: set[str] = set()
        for name, place in list(told.items()):
            if place and place in taken:
                self.add_error(name, ValidationError(_("This heading is chosen for another column already.")))
            taken.add(place)
        return told

    def mapping(self) -> dict[str, str]:
        """Column -> heading, as ``check_import`` wants it."""
        return {name: self.headings[int(place)] for name, place in self.cleaned_data.items() if place}

    @staticmethod
    def initial_of(mapping: dict[str, str], headings: Sequence[str]) -> dict[str, str]:
        """What the form shows first."""
        places = {heading: str(place) for place, heading in enumerate(headings)}
        return {name: places[heading] for name, heading in mapping.items() if heading in places}

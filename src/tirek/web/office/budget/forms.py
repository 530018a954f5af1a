"""Forms of plans, amendments, transfers and shares: limits are pasted as they stand in a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.roads import department_programmes
from tirek.department.budgets.actions.planning import MONTHS, Limit, even_months
from tirek.department.budgets.funds import fund_title, known_funds
from tirek.department.budgets.models import Line
from tirek.department.budgets.models.line import WHOLE
from tirek.rulebook.catalogue import benefit_ids, find_benefit
from tirek.web.office.budget.shown import title_of_line
from tirek.web.ui.forms import DayField
from tirek.web.ui.language import language_of_page
from tirek.web.ui.places import place_title

SUM = re.compile(r"^[+-]?\d[\d \u00a0\u202f]*$")
MONTH_CHOICES = [(month, f"{month:02}") for month in MONTHS]


def act_field() -> forms.CharField:
    """The act by which a limit comes or changes."""
    return forms.CharField(label=_("Act"), help_text=_("Which body, number and day."), max_length=300)


def reason_field() -> forms.CharField:
    """Why; no names of people."""
    return forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea({"rows": "2"}))


class LimitsField(forms.CharField):
    """Limits, one a line, in columns apart by tabs or semicolons; cleaned to a list of `Limit`.

    Programme, fund, code of classification, then the sum of the year (where ``yearly``), twelve sums, or a month and its sum.
    """

    def __init__(self, *, yearly: bool, **options: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": "8", "spellcheck": "false"}), **options)
        self.yearly = yearly

    def clean(self, value: Any) -> Any:
        """Every fault with the number of its line, or the limits."""
        text = super().clean(value)
        faults, limits = [], []
        for number, line in enumerate(str(text).splitlines(), 1):
            if not line.strip():
                continue
            try:
                limits.append(self._limit([cell.strip() for cell in re.split(r"[\t;]", line)]))
            except ValidationError as fault:
                faults.append(_t("Line %(number)s: %(fault)s") % {"number": number, "fault": fault.message})
        if faults:
            raise ValidationError(faults)
        return limits

    def _limit(self, cells: Sequence[str]) -> Limit:
        if len(cells) < 4:
            raise ValidationError(_t("programme, fund, code and sums are needed, apart by tabs or semicolons."))
        programme, fund, code, *sums = cells
        name = _programmes().get(programme.casefold())
        if name is None:
            raise ValidationError(_t("no programme has this name."))
        chosen = _funds().get(fund.casefold())
        if chosen is None:
            raise ValidationError(_t("no fund has this name."))
        if not re.match(r"^\d{3}(\.\d{3}){2,3}$", code):
            raise ValidationError(_t("the code looks like 451.007.029.322."))
        return Limit(name, chosen, code, self._months([each for each in sums if each]))

    def _months(self, sums: Sequence[str]) -> dict[int, int]:
        if not all(SUM.match(each) for each in sums):
            raise ValidationError(_t("sums are whole tenge."))
        amounts = [int(re.sub(r"\D", "", each)) * (-1 if each.startswith("-") else 1) for each in sums]
        if len(amounts) == 1 and self.yearly:
            return even_months(amounts[0])
        if len(amounts) == 2 and amounts[0] in MONTHS:
            return {amounts[0]: amounts[1]}
        if len(amounts) == 12:
            return dict(zip(MONTHS, amounts, strict=True))
        if self.yearly:
            raise ValidationError(_t("one sum of the year, twelve sums, or a month and its sum."))
        raise ValidationError(_t("a month (1 to 12) and its sum, or twelve sums."))


class PlanForm(forms.Form):
    """The plan of a year."""

    territory = forms.ChoiceField(label=_("Whose plan"))
    year = forms.IntegerField(label=_("Year"), min_value=2015, max_value=2100)
    act = act_field()
    limits = LimitsField(
        label=_("Limits"),
        help_text=_("One a line: programme; fund; code; the sum of the year or twelve sums. Paste it from a table."),
        yearly=True,
    )

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].choices = [(code, place_title(code)) for code in viewer.territories]  # type: ignore[attr-defined]


class AmendForm(forms.Form):
    """More or less in some months."""

    act = act_field()
    reason = reason_field()
    limits = LimitsField(
        label=_("What changes"),
        help_text=_(
            "One a line: programme; fund; code; month; how much more, or less with a minus. Twelve sums may stand too."
        ),
        yearly=False,
    )


class MoveForm(forms.Form):
    """Money from a month of a limit to another."""

    from_month = forms.TypedChoiceField(label=_("From the month"), choices=MONTH_CHOICES, coerce=int)
    to_line = forms.TypedChoiceField(label=_("To the limit"), coerce=int)
    to_month = forms.TypedChoiceField(label=_("To the month"), choices=MONTH_CHOICES, coerce=int)
    amount = forms.IntegerField(label=_("How much, tenge"), min_value=1)
    act = act_field()
    reason = reason_field()

    def __init__(self, line: Line, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = Line.objects.filter(year=line.year).order_by("programme", "fund", "pk")
        language = language_of_page()
        self.fields["to_line"].choices = [  # type: ignore[attr-defined]
            (each.pk, f"{title_of_line(each)} · {fund_title(each.fund, language)} · {place_title(each.territory)}")
            for each in lines
        ]


class ShareForm(forms.Form):
    """Which fund bears how much of a programme from a day on."""

    territory = forms.ChoiceField(label=_("Whose plan"))
    programme = forms.ChoiceField(label=_("Programme"))
    year = forms.IntegerField(label=_("Year"), min_value=2015, max_value=2100)
    since = DayField(label=_("From the day"))
    act = act_field()

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = language_of_page()
        self.fields["territory"].choices = [(code, place_title(code)) for code in viewer.territories]  # type: ignore[attr-defined]
        named = Line.objects.order_by("programme").values_list("programme", flat=True).distinct()
        titles = {line.programme: title_of_line(line) for line in Line.objects.filter(programme__in=named)}
        self.fields["programme"].choices = sorted(titles.items(), key=lambda pair: pair[1])  # type: ignore[attr-defined]
        for fund in known_funds():
            self.fields[f"fund_{fund}"] = forms.DecimalField(
                label=f"{fund_title(fund, language)}, %", min_value=0, max_value=100, decimal_places=2, required=False
            )

    def clean(self) -> dict[str, Any]:
        """The shares in parts per 10,000, which are the whole together."""
        told = super().clean() or {}
        shares = {fund: int((told.get(f"fund_{fund}") or 0) * 100) for fund in known_funds()}
        if sum(shares.values()) != WHOLE:
            raise ValidationError(_("The shares of the funds together are 100 per cent."))
        return {**told, "shares": {fund: share for fund, share in shares.items() if share}}


class BecauseForm(forms.Form):
    """Why something is given up, or reversed."""

    because = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea({"rows": "2"}))


@cache
def _programmes() -> dict[str, str]:
    """Names of programmes as officers write them: the code, or the title in any language."""
    found = {}
    for name in {*department_programmes(), *benefit_ids()}:
        document = find_benefit(name).document
        words = [name, *document["title"].values(), *document["short_title"].values()]
        found.update({str(word).casefold(): name for word in words})
    return found


@cache
def _funds() -> dict[str, str]:
    return {
        str(word).casefold(): fund
        for fund, titles in known_funds().items()
        for word in (fund, *(titles[language] for language in ("kk", "ru", "en")))
    }

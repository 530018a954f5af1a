"""A budget line: one programme of one territory and year, paid by one fund; and which fund bears which share."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TerritoryField

WHOLE = 10_000
"""All shares of a programme together, in parts per 10,000."""


class Line(models.Model):
    """One limit of the budget.

    ``territory`` is a district, or a city for all its districts that have no line of their own for the programme.
    ``programme`` names the law; ``title`` is its name where no law of ours stands behind it. ``fund`` is a key of
    ``funds.yaml``. ``classification`` is the code of the budget classification (КБК), administrator.programme.subprogramme
    .specific, e.g. ``451.007.029.322``.
    """

    year = models.PositiveSmallIntegerField()
    territory = TerritoryField()
    programme = models.CharField(max_length=60)
    fund = models.CharField(max_length=20)
    classification = models.CharField(max_length=30)
    title = models.CharField(max_length=200, blank=True)
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)

    class Meta:
        ordering = ["programme", "fund", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "territory", "programme", "fund"], name="budget_line_once"),
            models.CheckConstraint(condition=Q(year__gte=2015, year__lte=2100), name="budget_line_year_possible"),
            models.CheckConstraint(
                condition=Q(classification__regex=r"^[0-9]{3}(\.[0-9]{3}){2,3}$"), name="budget_line_classified"
            ),
            models.CheckConstraint(condition=Q(fund__regex="^[a-z_]+$"), name="budget_line_has_a_fund"),
        ]

    def __str__(self) -> str:
        return f"budget line {self.pk}"


class FundShare(models.Model):
    """How much of a programme a fund bears from a day on; all shares of a programme, year and day make the whole."""

    territory = TerritoryField()
    programme = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    since = models.DateField()
    fund = models.CharField(max_length=20)
    share = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=300)
    entered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "programme", "year", "since", "fund"], name="fund_share_once_a_day"
            ),
            models.CheckConstraint(condition=Q(share__lte=WHOLE), name="fund_share_a_part"),
            models.CheckConstraint(condition=~Q(act=""), name="fund_share_has_an_act"),
        ]

    def __str__(self) -> str:
        return f"fund share {self.pk}"

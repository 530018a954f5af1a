"""A value of local law on its way from draft to signature."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tirek.department.parameters.enums import ActKind, Mark, ValueState

CONTENT = (
    *("parameter", "amount", "starts_on", "quarter", "until", "place_id", "act_kind", "act_number", "act_date"),
    *("act_title_kk", "act_title_ru", "act_title_en", "act_link", "article", "mark", "source", "note"),
    *("withdraws_id", "entered_by_id"),
)
"""Columns of what a value says: open while it is a draft, closed from the proposal on."""
CHANGED = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in CONTENT)


class LocalValue(models.Model):
    """One value of a parameter by an act, or the withdrawal of a signed one.

    A signed or rejected row is never changed: a correction is a new row, and so is a withdrawal (``withdraws``), which has
    its own act and signature. Nothing personal is here, so no policy; the actions compare the place with the posts.
    """

    parameter = models.CharField(_("parameter"), max_length=120)
    amount = models.CharField(_("value"), max_length=40, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    quarter = models.CharField(_("quarter"), max_length=6, blank=True)
    until = models.DateField(_("day after the last"), null=True, blank=True)
    place = models.ForeignKey("core.Territory", on_delete=models.PROTECT, related_name="+", verbose_name=_("territory"))
    act_kind = models.CharField(_("kind of act"), max_length=30, choices=ActKind)
    act_number = models.CharField(_("number"), max_length=40)
    act_date = models.DateField(_("date"))
    act_title_kk = models.CharField(_("title in Kazakh"), max_length=400)
    act_title_ru = models.CharField(_("title in Russian"), max_length=400)
    act_title_en = models.CharField(_("title in English"), max_length=400, blank=True)
    act_link = models.URLField(_("address of the text"), max_length=300, blank=True)
    article = models.CharField(_("article"), max_length=40, blank=True)
    mark = models.CharField(_("where the value comes from"), max_length=10, choices=Mark)
    source = models.CharField(_("source"), max_length=300)
    note = models.CharField(_("note"), max_length=500, blank=True)
    withdraws = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawals")
    state = models.CharField(max_length=10, choices=ValueState, default=ValueState.DRAFT)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    known_from = models.DateField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    unseen_effect_reason = models.CharField(_("why no effect was seen"), max_length=300, blank=True)
    overlay = models.ForeignKey("parameters.Overlay", on_delete=models.PROTECT, null=True, related_name="signed")

    class Meta:
        ordering = ["parameter", "place_id", "starts_on", "quarter", "id"]
        indexes = [models.Index(fields=["state", "parameter"], name="local_value_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ValueState.values), name="local_value_state_known"),
            models.UniqueConstraint(
                fields=["withdraws"], condition=~Q(state=ValueState.REJECTED), name="local_value_withdrawn_once"
            ),
            models.CheckConstraint(condition=Q(act_kind__in=ActKind.values), name="local_value_act_kind_known"),
            models.CheckConstraint(condition=Q(mark__in=Mark.values), name="local_value_mark_known"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=False, quarter="")
                | Q(starts_on__isnull=True, quarter__regex=r"^[12][0-9]{3}Q[1-4]$"),
                name="local_value_starts_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("starts_on")), name="local_value_some_day"
            ),
            models.CheckConstraint(
                condition=~Q(act_number="") & ~Q(act_title_kk="") & ~Q(act_title_ru="") & ~Q(amount="") & ~Q(source=""),
                name="local_value_by_act",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("entered_by")), name="local_value_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(state=ValueState.DRAFT, decided_by__isnull=True, overlay__isnull=True)
                | Q(state=ValueState.PROPOSED, proposed_at__isnull=False, decided_by__isnull=True, overlay__isnull=True)
                | (
                    Q(state=ValueState.SIGNED, decided_by__isnull=False, decided_at__isnull=False)
                    & Q(overlay__isnull=False, known_from__isnull=False)
                )
                | (
                    Q(state=ValueState.REJECTED, decided_by__isnull=False, decided_at__isnull=False)
                    & Q(overlay__isnull=True)
                    & ~Q(reason="")
                ),
                name="local_value_state_whole",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="local_value_closed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=[ValueState.SIGNED.value, ValueState.REJECTED.value]),
            ),
            pgtrigger.Protect(
                name="local_value_kept", operation=pgtrigger.Delete, condition=~pgtrigger.Q(old__state="draft")
            ),
            pgtrigger.Protect(
                name="local_value_as_proposed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.state <> 'draft' AND ({CHANGED})"),
            ),
            pgtrigger.FSM(
                name="local_value_road",
                field="state",
                transitions=[
                    ("draft", "proposed"),
                    ("proposed", "draft"),
                    ("proposed", "signed"),
                    ("proposed", "rejected"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parameter} {self.place_id} {self.start}"

    @property
    def start(self) -> str:
        """Its first day as YYYY-MM-DD, or its quarter."""
        return self.quarter or (self.starts_on.isoformat() if self.starts_on else "")

    def as_entry(self, *, known_from: str) -> dict[str, Any]:
        """The value as an overlay holds it."""
        title = {"kk": self.act_title_kk, "ru": self.act_title_ru, "en": self.act_title_en or None}
        act = {
            "kind": self.act_kind,
            "number": self.act_number,
            "date": self.act_date.isoformat(),
            "title": title,
            "link": self.act_link or None,
        }
        start = {"quarter": self.quarter} if self.quarter else {"from": self.start}
        return {
            "parameter": self.parameter,
            "value": self.amount,
            **start,
            "until": self.until.isoformat() if self.until else None,
            "territory": self.place_id,
            "known_from": known_from,
            "act": act,
            "article": self.article,
            "provenance": {"mark": self.mark, "source": self.source},
            "note": self.note or None,
        }

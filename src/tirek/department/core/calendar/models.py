"""Days that differ from their weekday, as entered; an entry is never changed, a later one answers in its place."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    """What a day is, whatever its weekday."""

    HOLIDAY = "holiday", _("Holiday")
    DAY_OFF = "day_off", _("Day off moved here")
    WORKING = "working", _("Working day moved here")
    ORDINARY = "ordinary", _("As its weekday says")


NOT_WORKED = (DayKind.HOLIDAY, DayKind.DAY_OFF)


class EntryState(models.TextChoices):
    """How far an entry has come; only a confirmed one counts."""

    PROPOSED = "proposed", _("Waits for the second person")
    CONFIRMED = "confirmed", _("In force")
    REJECTED = "rejected", _("Rejected")


class CalendarDay(models.Model):
    """What one day is, by which act, and who said so.

    Of several confirmed entries for a day the one confirmed last counts; an entry of the office stands above those that came
    with the program. ``ordinary`` takes an earlier entry back. Nothing personal is here, so no policy.
    """

    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=DayKind)
    title_kk = models.CharField(_("title in Kazakh"), max_length=160)
    title_ru = models.CharField(_("title in Russian"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    act = models.CharField(_("act: kind, number, date"), max_length=300)
    mark = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=EntryState, default=EntryState.PROPOSED)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["day", "id"]
        indexes = [models.Index(fields=["day"], condition=Q(state="confirmed"), name="calendar_day_confirmed")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DayKind.values), name="calendar_day_kind_known"),
            models.CheckConstraint(condition=Q(state__in=EntryState.values), name="calendar_day_state_known"),
            models.CheckConstraint(
                condition=Q(mark__in=["seed", "found", "calc", "memory"]), name="calendar_day_mark_known"
            ),
            models.CheckConstraint(
                condition=~Q(act="") & ~Q(title_kk="") & ~Q(title_ru=""), name="calendar_day_by_act"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("entered_by")),
                name="calendar_day_by_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state=EntryState.PROPOSED, decided_at__isnull=True, decided_by__isnull=True)
                | Q(state=EntryState.CONFIRMED, decided_at__isnull=False, entered_by__isnull=True)
                | (
                    Q(state__in=[EntryState.CONFIRMED, EntryState.REJECTED])
                    & Q(decided_at__isnull=False, decided_by__isnull=False, entered_by__isnull=False)
                ),
                name="calendar_day_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=EntryState.REJECTED) | ~Q(reason=""), name="calendar_day_rejected_with_reason"
            ),
            models.UniqueConstraint(fields=["day"], condition=Q(state="proposed"), name="calendar_day_one_proposal"),
        ]
        triggers = [
            pgtrigger.Protect(name="calendar_day_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="calendar_day_decided_once",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="proposed"),
            ),
            pgtrigger.ReadOnly(
                name="calendar_day_as_entered",
                exclude=["state", "decided_by", "decided_at", "reason"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"

    def title(self, language: str) -> str:
        """The title in a language; English falls back on Russian."""
        told: dict[str, Any] = {"kk": self.title_kk, "ru": self.title_ru}
        return str(told.get(language, self.title_en or self.title_ru))

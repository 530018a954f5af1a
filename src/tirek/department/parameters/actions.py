"""The road of a value: draft, proposal, signature or refusal. Each signature makes the next overlay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import current_viewer
from tirek.department.core.calendar.today import today
from tirek.department.journal.notes import note_write
from tirek.department.parameters.effects import effect_standing
from tirek.department.parameters.enums import ValueState
from tirek.department.parameters.faults import NotYours, ValueRefused
from tirek.department.parameters.models import LocalValue, Overlay
from tirek.department.parameters.overlays import last_overlay, signed_entries
from tirek.department.parameters.validation import check_binding, check_value
from tirek.rulebook.engine.local_law import canonical_text, digest_of

EDIT, SIGN = "edit_parameters", "sign_parameters"
LEAST_REASON = 5
OVERLAY_LOCK = 7_435_101
"""Number of the advisory lock of whoever signs: overlays are made one after another."""

_SHORT = gettext_lazy("Write a reason of at least five characters.")


def draft_value(fields: Mapping[str, Any], *, acting_user: User) -> LocalValue:
    """Write down a value as a draft.

    Raises
    ------
    ValueRefused
        If the rulebook does not take the value: the fault in words, with the field it is about.
    NotYours
        If the viewer may not edit local law, or the territory lies outside the posts.
    """
    value = LocalValue(**fields, entered_by=acting_user)
    _open_to(EDIT, value.place_id)
    check_value(value)
    value.save(force_insert=True)
    _note("draft", value, acting_user)
    return value


def edit_draft(value: LocalValue, fields: Mapping[str, Any], *, acting_user: User) -> LocalValue:
    """Change a draft of one's own; raises as ``draft_value``."""
    row = _locked(value, ValueState.DRAFT)
    _of_author(row, acting_user)
    for name, content in fields.items():
        setattr(row, name, content)
    _open_to(EDIT, row.place_id)
    check_value(row)
    row.save(update_fields=list(fields))
    _note("edit", row, acting_user)
    return row


def propose_value(value: LocalValue, *, acting_user: User) -> LocalValue:
    """Hand a draft to the second person: from now on it is closed, and its effect can be computed.

    Raises
    ------
    ValueRefused
        Also when the law cannot be bound with the value (a sum could leave 64 bits).
    """
    row = _locked(value, ValueState.DRAFT)
    _open_to(EDIT, row.place_id)
    _of_author(row, acting_user)
    check_value(row)
    check_binding(row)
    row.state, row.proposed_at = ValueState.PROPOSED, timezone.now()
    row.save(update_fields=["state", "proposed_at"])
    _note("propose", row, acting_user)
    return row


def take_back_value(value: LocalValue, *, acting_user: User) -> LocalValue:
    """Open a proposal of one's own again as a draft."""
    row = _locked(value, ValueState.PROPOSED)
    _open_to(EDIT, row.place_id)
    _of_author(row, acting_user)
    row.state, row.proposed_at = ValueState.DRAFT, None
    row.save(update_fields=["state", "proposed_at"])
    _note("take-back", row, acting_user)
    return row


def withdraw_value(value: LocalValue, fields: Mapping[str, Any], *, acting_user: User) -> LocalValue:
    """Draft the withdrawal of a signed value, by an act of its own; the signed row stays as it is.

    Raises
    ------
    ValueRefused
        If the value is not signed, or its withdrawal was drafted already.
    """
    _open_to(EDIT, value.place_id)
    if value.state != ValueState.SIGNED or value.withdraws_id is not None:
        raise ValueRefused(_("Only a signed value can be withdrawn."))
    if value.withdrawals.exclude(state=ValueState.REJECTED).exists():
        raise ValueRefused(_("The withdrawal of this value has been entered already."))
    same = ("parameter", "amount", "starts_on", "quarter", "until", "place_id")
    row = LocalValue(**{name: getattr(value, name) for name in same}, **fields, withdraws=value, entered_by=acting_user)
    check_value(row)
    row.save(force_insert=True)
    _note("withdraw", row, acting_user)
    return row


def reject_value(value: LocalValue, *, reason: str, acting_user: User) -> LocalValue:
    """Refuse a proposal, with the reason."""
    row = _locked(value, ValueState.PROPOSED)
    _second_person(row, acting_user)
    if len(reason.strip()) < LEAST_REASON:
        raise ValueRefused(_SHORT, "reason")
    row.state, row.decided_by, row.decided_at = ValueState.REJECTED, acting_user, timezone.now()
    row.reason = reason.strip()
    row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    _note("reject", row, acting_user)
    return row


def sign_value(value: LocalValue, *, acting_user: User, unseen_effect_reason: str = "") -> Overlay:
    """Sign a proposal: it becomes law, known from today, in the next overlay.

    Parameters
    ----------
    unseen_effect_reason
        Why it is signed though no effect was computed (there is no snapshot); kept with the value.

    Raises
    ------
    ValueRefused
        If the signer is the author, or the effect is missing or outdated and no reason is given.
    NotYours
        If the viewer may not sign local law, or the territory lies outside the posts.

    Writes ``parameters_overlay``, ``parameters_localvalue``. Locks out other signatures until the transaction ends.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [OVERLAY_LOCK])
        row = _locked(value, ValueState.PROPOSED)
        _second_person(row, acting_user)
        reason = unseen_effect_reason.strip()
        standing = effect_standing(row)
        if not standing.may_be_signed:
            if len(reason) < LEAST_REASON:
                raise ValueRefused(standing.refusal, "unseen_effect_reason")
            row.unseen_effect_reason = reason
        check_value(row)
        check_binding(row)
        return _make_overlay(row, acting_user)


def _make_overlay(row: LocalValue, acting_user: User) -> Overlay:
    """The next overlay, with the row signed in it."""
    before = last_overlay()
    row.state, row.decided_by, row.decided_at = ValueState.SIGNED, acting_user, timezone.now()
    row.known_from = today()
    signed = LocalValue.objects.filter(state=ValueState.SIGNED).order_by("overlay__number")
    content = canonical_text(signed_entries([*signed, row]))
    overlay = Overlay.objects.create(
        department=settings.DEPARTMENT_KATO,
        number=before.number + 1 if before else 1,
        content=content,
        digest=digest_of(content),
        created_by=acting_user,
    )
    row.overlay = overlay
    row.save(update_fields=["state", "decided_by", "decided_at", "known_from", "overlay", "unseen_effect_reason"])
    _note("sign-unseen" if row.unseen_effect_reason else "sign", row, acting_user)
    return overlay


def _note(action: str, row: LocalValue, acting_user: User) -> None:
    note_write(action, "local-value", row.pk, (), acting_user=acting_user)


def _locked(value: LocalValue, state: ValueState) -> LocalValue:
    """The row as it stands now, locked; refused when it is not in the state that the step begins in."""
    row = LocalValue.objects.select_for_update(of=("self",)).get(pk=value.pk)
    if row.state != state:
        raise ValueRefused(
            _("This value is “%(state)s” now. Open the page again.") % {"state": ValueState(row.state).label}
        )
    return row


def _open_to(ability: str, place: str) -> None:
    viewer = current_viewer()
    if not viewer.may(ability) or place not in viewer.territories:
        raise NotYours(ability)


def _of_author(row: LocalValue, acting_user: User) -> None:
    if row.entered_by_id != acting_user.pk:
        raise ValueRefused(_("Only the person who entered this draft can change it or hand it on."))


def _second_person(row: LocalValue, acting_user: User) -> None:
    _open_to(SIGN, row.place_id)
    if row.entered_by_id == acting_user.pk:
        raise ValueRefused(_("You entered this value: another person signs or rejects it."))

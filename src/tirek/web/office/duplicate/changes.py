"""Deciding: merge, reject, confirm, take back. Each form stands on the page of what it decides about."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tirek.department.core.refusals import Refused
from tirek.department.registry.actions.merges import confirm_merge, reject_duplicate, request_merge, undo_merge
from tirek.web.office.duplicate.comparison import district_titles
from tirek.web.office.duplicate.forms import ReasonOfDecision
from tirek.web.office.duplicate.shown import elsewhere_text
from tirek.web.office.duplicate.views import (
    ABILITY,
    FIRST,
    found_merge,
    found_pair,
    merge_form_of,
    reject_form_of,
    render_merge,
    render_pair,
)
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import refuse
from tirek.web.ui.once import once_only


@require_POST
@needs(ABILITY)
@once_only
def merge(request: ViewerRequest, pair_id: int) -> HttpResponse:
    """Merge the pair into the record that stays, or ask the second person for it."""
    candidate, pair = found_pair(request.viewer, pair_id)
    form = merge_form_of(pair, district_titles(), request.POST)
    if form.is_valid() and _is_seen_whole(form, pair.is_whole):
        sides = (pair.second, pair.first) if form.cleaned_data["survivor"] == FIRST else (pair.first, pair.second)
        loser, survivor = sides
        assert loser is not None
        assert survivor is not None
        try:
            made = request_merge(loser, survivor, reason=form.cleaned_data["reason"], acting_user=request.user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            done = _("The records are merged.")
            asked = _("Both records have statuses: a second person must confirm the merge.")
            messages.success(request, done if made.effective_at else asked)
            return redirect("office:duplicate-merged", made.pk)
    return render_pair(request, candidate, pair, merge_form=form)


@require_POST
@needs(ABILITY)
@once_only
def reject(request: ViewerRequest, pair_id: int) -> HttpResponse:
    """Say that the pair is two people."""
    candidate, pair = found_pair(request.viewer, pair_id)
    form = reject_form_of(request.POST)
    if form.is_valid() and _is_seen_whole(form, pair.is_whole):
        try:
            reject_duplicate(candidate, reason=form.cleaned_data["reason"], acting_user=request.user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Noted: these are two people. The pair will not be offered again."))
            return redirect("office:duplicate-list")
    return render_pair(request, candidate, pair, reject_form=form)


@require_POST
@needs(ABILITY)
@once_only
def confirm(request: ViewerRequest, merge_id: int) -> HttpResponse:
    """The second person agrees."""
    found, pair = found_merge(request.viewer, merge_id)
    if not pair.is_whole:
        return render_merge(request, found, pair, fault=elsewhere_text())
    try:
        confirm_merge(found, acting_user=request.user)
    except Refused as refusal:
        return render_merge(request, found, pair, fault=str(refusal.message))
    messages.success(request, _("The records are merged."))
    return redirect("office:duplicate-merged", found.pk)


@require_POST
@needs(ABILITY)
@once_only
def unmerge(request: ViewerRequest, merge_id: int) -> HttpResponse:
    """Take a merge back, or withdraw the request for it."""
    found, pair = found_merge(request.viewer, merge_id)
    form = ReasonOfDecision(request.POST)
    if form.is_valid():
        try:
            undo_merge(found, reason=form.cleaned_data["reason"], acting_user=request.user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            done, withdrawn = _("The merge is taken back."), _("The request is withdrawn.")
            messages.success(request, done if found.effective_at else withdrawn)
            return redirect("office:duplicate-merges")
    return render_merge(request, found, pair, undo_form=form)


def _is_seen_whole(form: forms.Form, is_whole: bool) -> bool:
    if not is_whole:
        form.add_error(None, elsewhere_text())
    return is_whole

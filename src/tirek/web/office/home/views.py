"""The first page of the office: what waits for this officer."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.core.models import Territory
from tirek.web.ui.access import ViewerRequest, signed_in


@require_safe
@signed_in
def show_home(request: ViewerRequest) -> HttpResponse:
    """Where the officer works, and what waits there."""
    places = Territory.objects.filter(code__in=request.viewer.territories, kind__in=["district", "rural_district"])
    return render(request, "office/home/home.html", {"places": places})

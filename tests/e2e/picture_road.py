"""What the pictures of the road show, found in the office that is photographed: addresses, a head's session, two letters.

``python -m tests.e2e.picture_road FOLDER`` in the environment of the office; the letters are written to the folder, JSON is told.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def find_road(folder: Path) -> dict[str, str]:
    """The fullest case that waits, a new draft, an entitlement, a session of a head; letters of a grant in the folder."""
    from tirek.config.startup import open_department

    open_department()
    from django.conf import settings
    from django.db.models import Count, Q
    from django.test import Client
    from django.urls import reverse

    from tests.department.factories import ALMALY, whole_city
    from tests.web.signing_in import sign_in
    from tirek.department.accounts.models import User
    from tirek.department.accounts.viewer import entered
    from tirek.department.applications.actions.drafts import start_draft
    from tirek.department.applications.enums import CaseState
    from tirek.department.applications.models import Application, Case
    from tirek.department.decisions.models import Decision
    from tirek.department.entitlements.models import Entitlement
    from tirek.department.files.actions import files_folder
    from tirek.department.files.blobs import read_blob
    from tirek.department.registry.models import Family

    client = Client()
    sign_in(client, User.objects.get(username="head.almaly"))
    here: dict[str, Any] = {"territory": ALMALY, "confidential": ""}
    with entered(whole_city()):
        at_work = (CaseState.READY, CaseState.TO_SIGN, CaseState.GRANTED)
        waiting = Case.objects.filter(**here, evaluations__outcome="granted", state__in=at_work)
        facts = Count("checks", filter=Q(checks__settled_value__isnull=False), distinct=True)
        case = waiting.annotate(facts=facts).order_by("-facts", "pk")[:1].get()
        busy = Application.objects.values("family")
        homes = Family.objects.filter(territory=ALMALY, dissolved_on=None, confidential="").exclude(pk__in=busy)
        home = homes.annotate(members=Count("memberships")).order_by("-members", "pk")[:1].get()
        head = home.memberships.get(role="head").person
        draft = start_draft(home, head, ["targeted_assistance_unconditional"], channel="paper", acting_user=None)
        granted = Entitlement.objects.filter(**here, state="active").order_by("-quantity")[:1].get()
        letters = Decision.objects.annotate(letters=Count("notices")).filter(
            **here, letters=2, kind="grant", amount__gt=0
        )
        for notice in letters.order_by("-amount")[:1].get().notices.select_related("file"):
            pdf = b"".join(read_blob(files_folder(), notice.file.digest))
            (folder / f"letter_{notice.language}.pdf").write_bytes(pdf)
        return {
            "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
            "case": reverse("office:case-show", args=[case.pk]),
            "application": reverse("office:application-form", args=[draft.pk]),
            "entitlement": reverse("office:entitlement-show", args=[granted.pk]),
        }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(find_road(Path(sys.argv[1]))))

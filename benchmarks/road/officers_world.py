"""The town of `benchmarks.road.officers`: officers with open sessions, and the work that waits for each; told as JSON.

``python -m benchmarks.road.officers_world TOLD`` in the environment of a prepared department; TOLD is a JSON object of counts.
"""

from __future__ import annotations

import json
import os
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any


def make_officers(counts: dict[str, int]) -> dict[str, list[tuple[Any, str]]]:
    """So many officers of each role in the district, each with a session."""
    from django.conf import settings
    from django.test import Client

    from tests.department.factories import make_user
    from tests.web.signing_in import sign_in
    from tirek.department.accounts.enums import Role

    made: dict[str, list[tuple[Any, str]]] = {}
    for role in (Role.REGISTRAR, Role.SPECIALIST, Role.HEAD):
        made[role] = []
        for _each in range(counts[role]):
            user, client = make_user(role), Client()
            sign_in(client, user)
            made[role].append((user, client.cookies[settings.SESSION_COOKIE_NAME].value))
    return made


def make_town(counts: dict[str, int]) -> list[dict[str, Any]]:
    """One entry an officer: role, session, what is looked at, what is to be registered or signed (with the signatures)."""
    from tirek.config.startup import open_department

    open_department()
    from django.db import connection

    from tests.department.factories import make_family, make_person, whole_city
    from tests.department.road import make_case, make_evaluation
    from tests.e2e.office_world import make_discrepancy
    from tirek.department.accounts.viewer import entered
    from tirek.department.applications.actions.drafts import save_draft, start_draft
    from tirek.department.applications.enums import CaseState
    from tirek.department.applications.models import Case
    from tirek.department.core.calendar.today import today
    from tirek.department.decisions.actions.certificates import register_certificate
    from tirek.department.decisions.actions.drafting import draft_decision, propose_decision
    from tirek.department.decisions.content import content_of
    from tirek.registers.sandbox.certificates import TestAuthority

    officers, data = make_officers(counts), Path(os.environ["TIREK_DATA"])
    authority = TestAuthority(data / "signer")
    authority.publish(data / "authorities")
    told: list[dict[str, Any]] = []
    specialists = [user for user, _session in officers["specialist"]]
    with entered(whole_city()):
        families = [make_family(make_person(surname_kk=f"Сынақ{place % 97}ов")) for place in range(counts["families"])]
        cases = []
        for place in range(counts["cases"]):
            case = make_case(CaseState.CHECKING if place % 2 else CaseState.READY)
            make_evaluation(case, unit="tenge/half_year")
            cases.append(case.pk)
        Case.objects.filter(pk__in=cases[::3]).update(due_on=today())
        for place, pk in enumerate(cases):
            Case.objects.filter(pk=pk).update(assigned_to=specialists[place % len(specialists)])
        checks = [make_discrepancy().pk for _each in range(counts["checks"])]
    for user, session in officers["registrar"]:
        with entered(whole_city()):
            drafts = []
            for _each in range(counts["drafts_each"]):
                home = make_family(make_person(), make_person(birth_on="2018-02-03"))
                head = home.memberships.get(role="head").person
                draft = start_draft(home, head, ["half_yearly_aid"], channel="paper", acting_user=user)
                save_draft(draft, {f"person.{head.pk}.alimony": "45 000"}, acting_user=user)
                drafts.append(draft.pk)
        told.append({"role": "registrar", "session": session, "drafts": drafts, "families": [f.pk for f in families]})
    for _user, session in officers["specialist"]:
        told.append({"role": "specialist", "session": session, "cases": cases, "checks": checks})
    for user, session in officers["head"]:
        key, proposals = authority.issue(user.get_username()), []
        with entered(whole_city()):
            register_certificate(user, key.certificate_pem, acting_user=None)
            for place in range(counts["proposals_each"]):
                case, author = make_case(CaseState.READY), specialists[place % len(specialists)]
                make_evaluation(case, unit="tenge/half_year")
                decision = propose_decision(draft_decision(case, "grant", acting_user=author), acting_user=author)
                proposals.append((decision.pk, b64encode(key.sign(content_of(decision))).decode()))
        told.append({"role": "head", "session": session, "proposals": proposals, "cases": cases})
    connection.close()
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(make_town(json.loads(sys.argv[1]))))

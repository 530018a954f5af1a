"""An office of its own in the middle of the road, for processes that are killed: who works there, and what waits, as JSON."""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any


def prepare(data: Path) -> dict[str, Any]:
    """Two specialists, two heads with keys, a paper to be registered, cases to be decided, proposals with their signatures."""
    from tirek.config.startup import open_department

    open_department()
    from django.conf import settings
    from django.test import Client

    from tests.department.factories import make_family, make_person, make_user, whole_city
    from tests.department.road import make_case, make_evaluation
    from tests.web.signing_in import sign_in
    from tirek.department.accounts.enums import Role
    from tirek.department.accounts.viewer import entered
    from tirek.department.applications.actions.drafts import start_draft
    from tirek.department.applications.enums import CaseState
    from tirek.department.decisions.actions.certificates import register_certificate
    from tirek.department.decisions.actions.drafting import draft_decision, propose_decision
    from tirek.department.decisions.content import content_of
    from tirek.registers.sandbox.certificates import TestAuthority

    staff = [make_user(role) for role in (Role.SPECIALIST, Role.SPECIALIST, Role.HEAD, Role.HEAD)]
    sessions = []
    for user in staff:
        client = Client()
        sign_in(client, user)
        sessions.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    authority = TestAuthority(data / "signer")
    authority.publish(data / "authorities")
    author, _, *heads = staff
    with entered(whole_city()):
        keys = [authority.issue(head.get_username()) for head in heads]
        for head, key in zip(heads, keys, strict=True):
            register_certificate(head, key.certificate_pem, acting_user=None)

        def ready() -> Any:
            case = make_case(CaseState.READY)
            make_evaluation(case, unit="tenge/half_year")
            return case

        def proposal() -> dict[str, Any]:
            drafted = draft_decision(ready(), "grant", acting_user=author)
            content = content_of(propose_decision(drafted, acting_user=author))
            return {"id": drafted.pk, "signatures": [b64encode(key.sign(content)).decode() for key in keys]}

        family = make_family(make_person())
        head = family.memberships.get().person
        paper = start_draft(family, head, ["half_yearly_aid"], channel="paper", acting_user=author)
        return {
            "specialists": sessions[:2],
            "heads": sessions[2:],
            "paper": paper.pk,
            "ready": ready().pk,
            "proposals": [proposal() for _each in range(4)],
        }


if __name__ == "__main__":  # pytest imports every module, in search of doctests
    sys.stdout.write(json.dumps(prepare(Path(sys.argv[1]))))

"""Logins to look around with: one of each role for the city and two districts. Never in production."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tirek.department.accounts.actions.grants import answer_grant, ask_grant
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import ConfidentialGrant, Post, User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.roles import known_roles, role_title
from tirek.department.accounts.viewer import entered
from tirek.department.core.calendar.today import today

LOGINS = "demo_logins.json"
PLACES = {"city": "750000000", "almaly": "751110000", "alatau": "751210000"}
SECOND_ADMINISTRATOR = "administrator2.city"
FIRST_DAY = "2026-01-01"
GROUND = "demo"
PASSWORD_BYTES = 9


class DemoRefused(Exception):
    """Demo logins were asked for in production."""


@dataclass(frozen=True)
class DemoLogin:
    """One login, as it is printed: who, where, and the password of this installation."""

    username: str
    password: str
    role: str
    territory: str


def make_demo_staff(folder: Path) -> list[DemoLogin]:
    """Make the demo logins that are missing, and tell all of them.

    Parameters
    ----------
    folder
        Where the passwords of this installation lie: drawn once, in a file that only its owner reads.

    Raises
    ------
    DemoRefused
        In production, before anything is written.
    """
    if settings.PRODUCTION:
        raise DemoRefused("demo logins are not made while TIREK_ENV is production")
    path = folder / LOGINS
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    wanted = [(f"{role}.{place}", role, code) for place, code in PLACES.items() for role in Role.values]
    wanted.append((SECOND_ADMINISTRATOR, Role.ADMINISTRATOR, PLACES["city"]))
    passwords = {name: known.get(name) or secrets.token_urlsafe(PASSWORD_BYTES) for name, _, _ in wanted}
    _write_closed(path, json.dumps(passwords, indent=1))
    with transaction.atomic():
        for name, role, code in wanted:
            _make(name, role, code, passwords[name], is_drawn=name not in known)
        _grant_programmes()
    return [DemoLogin(name, passwords[name], role, code) for name, role, code in wanted]


def _make(name: str, role: str, code: str, password: str, *, is_drawn: bool) -> None:
    names = {"surname": "Демо", "given_name": role_title(role, "kk"), "is_demo": True}
    user, is_new = User.objects.get_or_create(username=name, defaults=names)
    if not user.is_demo:
        raise DemoRefused(f"the login {name} belongs to a member of the staff")
    if is_new or is_drawn:
        user.set_password(password)
        user.save(update_fields=["password"])
    if not Post.objects.filter(user=user, role=role, territory_id=code).exists():
        Post.objects.create(user=user, role=role, territory_id=code, valid=(FIRST_DAY, None), ground=GROUND)


def _grant_programmes() -> None:
    """The specialist of the city sees what the role may be given, by the way that everybody goes: two administrators."""
    post = Post.objects.get(user__username="specialist.city", ground=GROUND)
    asker, confirmer = (User.objects.get(username=name) for name in ("administrator.city", SECOND_ADMINISTRATOR))
    for kind in sorted(known_roles().by_role[post.role].confidential - set(post.confidential)):
        if ConfidentialGrant.objects.filter(post=post, kind=kind).exists():
            continue  # somebody tries it out
        with entered(viewer_for(asker, today(), purpose="demo")):
            grant = ask_grant(post, kind=kind, ground=GROUND, acting_user=asker)
        with entered(viewer_for(confirmer, today(), purpose="demo")):
            answer_grant(grant, confirm=True, acting_user=confirmer)


def _write_closed(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(text, encoding="utf-8")

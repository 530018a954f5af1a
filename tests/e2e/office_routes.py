"""Every page of the office that a GET opens: its address, and the role that opens it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.department.factories import whole_city
from tests.e2e.office_world import World
from tirek.department.accounts.enums import Role
from tirek.department.accounts.roles import known_roles
from tirek.department.accounts.viewer import entered
from tirek.web.office.registry import events
from tirek.web.office.registry.rows import ADDED
from tirek.web.ui.access import access_of

ROLES: Final = (Role.SPECIALIST, Role.HEAD, Role.PARAMETER_EDITOR, Role.ADMINISTRATOR, Role.COMMISSION_MEMBER,
                Role.CAREER_CONSULTANT, Role.OMBUDSMAN, Role.FINANCE, Role.AUDITOR)  # fmt: skip
"""Together they have every ability; a page is opened by the first that may."""

FORMS_ONLY: Final = frozenset(
    {
        "case-again", "case-evaluate", "case-finish", "case-preview", "case-start",
        "case-turn", "work-assign", "work-drop", "work-keep", "work-undo",
        "decision-drop", "decision-propose", "decision-return", "decision-sign", "decision-take-back",
        "signing-content", "signing-sign",
        "calendar-confirm", "calendar-reject", "parameter-effect", "parameter-propose",
        "plan-approve", "plan-drop", "plan-report", "sampled-close",
        "contract-strike", "appeal-take-up", "recalculation-draft", "offer-ask", "offer-apply", "offer-tell",
        "check-compare", "duplicate-confirm", "duplicate-merge", "duplicate-reject", "duplicate-unmerge", "family-ask",
        "application-autosave", "import-cancel", "import-start", "list-apply",
        "parameter-reject", "parameter-sign", "parameter-take-back",
        "message-print", "message-turn", "budget-approve", "budget-wait",
        "closing-check", "closing-close", "closing-collect", "closing-submit", "payment-confirm",
        "bank-send",
        "person-reveal", "post-answer", "question-again", "retention-confirm", "retention-erasure-confirm", "retention-propose",
    }
)  # fmt: skip
"""They answer a POST alone: there is no page to look at."""

FILES: Final = frozenset({"decision-content", "file-download", "import-findings", "journal-export", "list-findings"})
"""They give a file."""

PAPERS: Final = ("kk", "ru")
"""Languages of what is printed."""

CLAIMS: Final = ("show", "agree", "plan", "repay", "withhold", "court", "write-off", "cancel")
"""Pages of one claim."""

SIGN_IN: Final = ("account_change_password", "mfa_index", "mfa_activate_totp", "mfa_list_webauthn")
"""Pages of one's own security; some ask for the password first."""


def arguments_of(world: World, own_post: int) -> dict[str, list[list[object]]]:
    """The arguments of the pages that name an object; a new page with an argument gets a line in one of the two."""
    with entered(whole_city()):
        return _of_the_ground(world, own_post) | _of_the_road(world) | _of_money(world)


def _of_the_ground(world: World, own_post: int) -> dict[str, list[list[object]]]:
    """People, lists, organisations, local law, staff."""
    person, family, organisation = world.head.pk, world.family.pk, world.organisation.pk
    return {
        "person-show": [[person], [world.alone.pk]],
        "person-correct": [[person]],
        "person-add": [[person, kind] for kind in ADDED],
        "person-end": [[person, "vehicle", world.vehicle.pk]],
        "consent-withdraw": [[person, world.consent.pk]],
        "family-form": [[world.alone.pk]],
        "family-show": [[family]],
        "event-record": [[family, kind] for kind in events.EVENTS],
        "answer-document": [[family, world.answer.pk]],
        "question-document": [[world.answer.pk]],
        "retention-erasure-propose": [[person]],
        "duplicate-show": [[world.pair.pk]],
        "duplicate-merged": [[world.merge.pk]],
        "import-show": [[world.brought.pk]],
        "import-mapping": [[world.brought.pk]],
        "journal-person": [[person]],
        "list-show": [[world.applied.pk], [world.current.pk]],
        "list-correct": [[world.applied.pk]],
        "list-queue": [[world.current.pk]],
        "list-settle": [[world.current.pk, world.doubtful.pk]],
        "provider-show": [[organisation]],
        "provider-edit": [[organisation]],
        "provider-licence-add": [[organisation]],
        "provider-contract-add": [[organisation]],
        "provider-contract-sign": [[organisation, world.contract.pk]],
        "provider-price-add": [[organisation]],
        "provider-end": [
            [organisation, "licence", world.licence.pk],
            [organisation, "contract", world.contract.pk],
            [organisation, "price", world.price.pk],
        ],
        "glass-review": [[world.opening.pk]],
        "parameter-history": [["half_yearly_aid.amount_mci"]],
        "parameter-draft": [["half_yearly_aid.amount_mci"]],
        "parameter-show": [[world.draft.pk], [world.proposal.pk]],
        "parameter-edit": [[world.draft.pk]],
        "parameter-withdraw": [[world.draft.pk]],
        "post-show": [[world.colleague.pk]],
        "post-appoint": [[world.colleague.pk]],
        "post-absence": [[world.colleague.pk]],
        "post-person": [[world.colleague.pk]],
        "post-end": [[world.post.pk]],
        "post-delegate": [[world.post.pk]],
        "post-programme": [[world.post.pk]],
        "profile-delegate": [[own_post]],
    }


def _of_the_road(world: World) -> dict[str, list[list[object]]]:
    """The stages of a case."""
    person, family = world.head.pk, world.family.pk
    return {
        "case-show": [[world.case.pk], [world.granted.pk]],
        "case-compare": [[world.case.pk]],
        "case-reopen": [[world.case.pk]],
        "law-show": [["half_yearly_aid"], ["targeted_assistance_conditional"]],
        "entitlement-family": [[family], [world.entitlement.family_id]],
        "entitlement-show": [[world.entitlement.pk]],
        "consequence-close": [[world.consequence.pk]],
        "recalculation-show": [[world.run.pk], [world.running.pk]],
        "difference-aside": [[world.difference.pk]],
        "audit-close": [[world.audit.pk]],
        "offer-decline": [[world.offer.pk]],
        "check-show": [[world.check.pk]],
        "check-again": [[world.check.pk]],
        "check-list": [[world.check.case_id]],
        "application-start": [[family]],
        "application-show": [[world.registered.pk]],
        "application-form": [[world.paper.pk]],
        "application-check": [[world.paper.pk]],
        "application-abandon": [[world.paper.pk]],
        "application-receipt": [[world.registered.pk]],
        "application-stickers": [[world.paper.pk]],
        "application-attach": [[world.registered.pk]],
        "application-withdraw": [[world.asked.pk]],
        "message-show": [[world.message.pk]],
        "message-person": [[person]],
        "contract-show": [[world.social.pk], [world.broken.pk], [world.unsigned.pk]],
        "contract-settle": [[world.social.pk, world.social.obligations.order_by("pk")[0].pk]],
        "contract-lift": [[world.social.pk, world.social.exemptions.order_by("pk")[0].pk]],
        "contract-reinstate": [[world.broken.pk, world.broken.breaches.get().pk]],
        **{f"contract-{verb}": [[world.social.case_id]] for verb in ("draft", "refusal")},
        **{f"contract-{verb}": [[world.social.pk]] for verb in ("print", "plan", "exempt", "monitor", "breach", "end")},
        **{f"contract-{verb}": [[world.unsigned.pk]] for verb in ("conclude", "cancel")},
        "appeal-receive": [[world.appeal.decision_id]],
        **{f"appeal-{verb}": [[world.appeal.pk]] for verb in ("show", "decide", "withdraw")},
        **{f"complaint-{verb}": [[world.complaint.pk]] for verb in ("show", "route", "respond", "answer", "close")},
        "visit-assign": [[world.to_visit.pk]],
        "visit-show": [[world.visit.pk], [world.visited.pk]],
        "visit-print": [[world.visited.pk, language] for language in PAPERS],
        **{f"visit-{verb}": [[world.visit.pk]] for verb in ("join", "record", "no-act", "cancel")},
        **{f"visit-{verb}": [[world.visited.pk]] for verb in ("vote", "close")},
        "session-show": [[world.session.pk], [world.held.pk]],
        "session-minutes": [[world.held.pk, language] for language in PAPERS],
        **{f"session-{verb}": [[world.session.pk]] for verb in ("agenda", "present", "close", "cancel")},
        **{f"session-{verb}": [[world.item.pk]] for verb in ("propose", "vote", "defer")},
        "decision-draft": [[world.to_decide.pk]],
        "decision-show": [[world.drafted.pk], [world.overridden.pk]],
        "decision-edit": [[world.drafted.pk]],
        "certificate-end": [[world.certificate.pk]],
        **_of_control(world),
    }


def _of_control(world: World) -> dict[str, list[list[object]]]:
    """Social audit."""
    plan, sampled, finding = (world.control[name].pk for name in ("plan", "sampled", "finding"))
    waiting = world.control["waiting"].pk
    return {
        "plan-show": [[plan]],
        "plan-draw": [[plan]],
        "sampled-show": [[waiting], [sampled]],
        **{f"sampled-{verb}": [[waiting]] for verb in ("assign", "leave-out", "inspect")},
        "sampled-find": [[sampled]],
        **{f"finding-{verb}": [[finding]] for verb in ("show", "reply", "order", "object")},
        "measure-finish": [[world.control["measure"].pk]],
        "objection-decide": [[world.control["objection"].pk]],
        "anomaly-explain": [["phone", "0" * 64]],
        "evidence-decision": [[world.control["decision"].pk]],
    }


def _of_money(world: World) -> dict[str, list[list[object]]]:
    """Limits, closings, the bank."""
    return {
        "budget-line": [[world.budget["line"].pk]],
        "budget-move": [[world.budget["line"].pk]],
        "budget-amend": [[world.budget["plan"].pk]],
        "budget-paper": [[noun, world.budget[noun].pk] for noun in ("plan", "amendment", "transfer")],
        "budget-drop": [["amendment", world.budget["amendment"].pk]],
        "budget-reverse": [[world.budget["planned"].pk]],
        "budget-withdraw": [[world.budget["waiting"].pk]],
        "closing-show": [[world.closing["closing"].pk]],
        "closing-cancel": [[world.closing["closing"].pk]],
        "exception-list": [[world.closing["closing"].pk]],
        "exception-clear": [[world.closing["exception"].pk]],
        "exception-exclude": [[world.closing["exception"].pk]],
        "payment-list": [[world.closing["list"].pk]],
        "payment-return": [[world.closing["list"].pk]],
        "payment-cancel": [[world.closing["list"].pk]],
        "payment-show": [[world.closing["payment"].pk]],
        "bank-list": [[world.banking["list"].pk]],
        "bank-file": [[world.banking["file"].pk]],
        "bank-again": [[world.banking["return"].pk]],
        "bank-unpaid": [[world.banking["return"].pk]],
        "recovery-open": [[world.overpaid.pk]],
        "recovery-decide": [[world.write_off.pk]],
        **{f"recovery-{verb}": [[world.claim.pk]] for verb in CLAIMS},
        **{f"invoice-{verb}": [[world.invoice.pk]] for verb in ("show", "accept", "refuse")},
        "invoice-hand": [[world.in_kind.pk]],
        **{f"statement-{verb}": [[world.claim.family_id]] for verb in ("show", "issue")},
    }


def pages_of(role: Role, world: World, own_post: int) -> Iterator[str]:
    """Addresses that this role is the first to open, each once; the home page is opened by every role."""
    known = arguments_of(world, own_post)
    for name, view in office_views():
        if name in FORMS_ONLY | FILES:
            continue
        if opener_of(view) != role and name != "home":
            continue
        for arguments in known.get(name, [[]]):
            yield reverse(f"office:{name}", args=arguments)
    if role == ROLES[0]:
        yield from map(reverse, SIGN_IN)


def office_views() -> Iterator[tuple[str, URLPattern]]:
    """The routes of the office."""
    office = next(each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "office")
    yield from ((str(route.name), route) for route in _flat(office))  # type: ignore[arg-type]


OTHERS_OPEN: Final = {"budget-drop": Role.FINANCE}
"""What a role may see and, for want of another ability, not do: the page is opened by who may do it."""


def opener_of(route: URLPattern) -> Role:
    """The first of our roles that may open a route."""
    if route.name in OTHERS_OPEN:
        return OTHERS_OPEN[route.name]
    access = access_of(route.callback)
    assert access is not None, f"{route.name} does not say who may open it"
    if access.ability is None:
        return ROLES[0]
    return next(role for role in ROLES if access.ability in known_roles().by_role[role].abilities)


def _flat(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _flat(each)
        else:
            yield each

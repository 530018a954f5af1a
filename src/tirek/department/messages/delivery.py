"""Delivery: a message is taken, handed to its gateway outside of any transaction, and what came of it is written down.

Whoever takes a message holds it for a while (``due_at`` moves on). A worker that dies in between leaves it queued: when the
while is over another takes it, and hands it over under the same reference, which a gateway sends to a telephone once only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.viewer import Viewer, entered, system_viewer
from tirek.department.core.models import Territory
from tirek.department.journal.notes import note_write
from tirek.department.messages.addresses import Reach, reach
from tirek.department.messages.enums import MessageChannel, MessageState
from tirek.department.messages.gateways import DELIVERED, UNDER_WAY, Accepted, GatewayFault, send_email, sms_gateway
from tirek.department.messages.models import Attempt, Message
from tirek.department.messages.templates import find_template

PURPOSE = "job:messages"
HELD = timedelta(minutes=2)
"""How long a message stays with the worker that took it: longer than a gateway is waited for."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
ATTEMPTS_AT_MOST = 12
"""Over two days; then a person looks at it."""
ASKED_FOR = timedelta(days=3)
"""How long a gateway is asked whether an SMS came through."""
BY_GATEWAY = (MessageChannel.SMS, MessageChannel.EMAIL)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Taken:
    """What is handed over: nothing of it is written anywhere."""

    message: Message
    attempts: int
    reach: Reach | None
    office: str


def house() -> Viewer:
    """The house at work on its outbox, messages of confidential programmes among them."""
    return system_viewer(PURPOSE, confidential=frozenset(Confidential.values))


def reference_of(message: Message) -> str:
    """What a gateway knows a message by: the same at every attempt."""
    return f"tirek-{message.pk}"


def deliver(message_id: int, *, now: datetime | None = None) -> bool:
    """Hand one message over, if it is due and nobody else holds it; whether it was handed over.

    Writes the attempt and the new state in one transaction after the gateway answered.
    """
    with entered(house()):
        taken = _take(message_id, now or timezone.now())
    if taken is None:
        return False
    try:
        outcome: Accepted | GatewayFault = _hand_over(taken)
    except GatewayFault as fault:
        outcome = fault
    with entered(house()):
        return _write_down(taken, outcome)


def enqueue_delivery(message: Message) -> None:
    """Have a worker deliver a message when it is due; a printed letter waits for its batch."""
    from tirek.department.messages.tasks import deliver_message

    if message.channel not in BY_GATEWAY:
        return
    job = deliver_message.configure(queueing_lock=f"message:{message.pk}", schedule_at=message.due_at)
    try:
        with transaction.atomic():
            job.defer(message_id=message.pk)
    except AlreadyEnqueued:
        return


def enqueue_due(now: datetime, most: int = 500) -> int:
    """Have everything delivered that is due, whatever became of its job; how many messages that were."""
    with entered(house()):
        due = Message.objects.filter(state=MessageState.QUEUED, channel__in=BY_GATEWAY, due_at__lte=now)
        found = list(due.order_by("due_at", "pk")[:most])
        for message in found:
            enqueue_delivery(message)
    return len(found)


def ask_about_sent(now: datetime, most: int = 200) -> int:
    """Ask the gateway how it went with the SMS that it took; how many are settled now."""
    with entered(house()):
        sent = Message.objects.filter(
            state=MessageState.SENT, channel=MessageChannel.SMS, attempts__at__gte=now - ASKED_FOR
        )
        waiting = list(sent.distinct().order_by("pk")[:most])
    settled = 0
    for message in waiting:
        try:
            state = sms_gateway().state(reference_of(message))
        except GatewayFault as fault:
            log.warning("sms_state_unknown", message=message.pk, code=fault.code)
            break
        if state != UNDER_WAY:
            settled += 1
            with entered(house()):
                _settle(message.pk, delivered=state == DELIVERED)
    return settled


def wait_before(attempts: int) -> timedelta:
    """How long a gateway is left alone after so many attempts: a minute, doubling to six hours.

    Examples
    --------
    >>> wait_before(1).seconds, wait_before(3).seconds, wait_before(50).seconds
    (60, 240, 21600)
    """
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts - 1, 20))


def office_line(territory: str) -> str:
    """How to reach the district's office in a text: its own line, or that of the city or region; empty where none is known."""
    unit = Territory.objects.select_related("parent").filter(pk=territory).first()
    while unit is not None:
        if unit.contact:
            return unit.contact
        unit = unit.parent
    return ""


def _take(message_id: int, now: datetime) -> _Taken | None:
    message = (
        Message.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=message_id, state=MessageState.QUEUED, channel__in=BY_GATEWAY, due_at__lte=now)
        .first()
    )
    if message is None:
        return None
    message.due_at = now + HELD
    message.save(update_fields=["due_at"])
    attempts = message.attempts.aggregate(told=Count("pk"))["told"]
    found = reach([message.person_id], message.language).get(message.person_id)
    return _Taken(message, attempts, found, office_line(message.territory))


def _hand_over(taken: _Taken) -> Accepted:
    message = taken.message
    if taken.reach is None or not taken.reach.has(MessageChannel(message.channel)):
        raise GatewayFault("no_address", for_good=True)
    template = find_template(message.template)

    def text(part: str) -> str:
        return template.fill(part, message.language, message.values, taken.office)

    reference = reference_of(message)
    if message.channel == MessageChannel.SMS:
        return sms_gateway().send(reference, taken.reach.phone, text("sms"))
    return send_email(reference, taken.reach.email, text("subject"), text("text"))


def _write_down(taken: _Taken, outcome: Accepted | GatewayFault) -> bool:
    message = Message.objects.select_for_update(of=("self",)).get(pk=taken.message.pk)
    if message.state != MessageState.QUEUED:
        return False  # whoever held it after us was faster: the gateway knew the reference, and nothing went out twice
    succeeded = isinstance(outcome, Accepted)
    said = "accepted" if isinstance(outcome, Accepted) else outcome.code
    Attempt.objects.create(message=message, succeeded=succeeded, said=said)
    if isinstance(outcome, Accepted):
        message.state, message.gateway_number = MessageState.SENT, outcome.number
        note_write("send", "message", message.pk, [message.person_id], acting_user=None)
    elif outcome.for_good or taken.attempts + 1 >= ATTEMPTS_AT_MOST:
        message.state = MessageState.FAILED
        log.warning("message_failed", message=message.pk, code=outcome.code)
    else:
        message.due_at = timezone.now() + wait_before(taken.attempts + 1)
    message.save(update_fields=["state", "gateway_number", "due_at"])
    if message.state == MessageState.QUEUED:
        enqueue_delivery(message)
    return succeeded


def _settle(message_id: int, *, delivered: bool) -> None:
    message = Message.objects.select_for_update(of=("self",)).get(pk=message_id)
    if message.state == MessageState.SENT:
        message.state = MessageState.DELIVERED if delivered else MessageState.FAILED
        message.save(update_fields=["state"])
        Attempt.objects.create(message=message, succeeded=delivered, said="delivered" if delivered else "undelivered")

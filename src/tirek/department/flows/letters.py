"""What the applicant hears of a signed decision: its letters are made, and one message tells of it or carries it."""

from __future__ import annotations

from tirek.department.decisions.models import Decision
from tirek.department.decisions.notices import make_notices
from tirek.department.messages.actions import queue_message
from tirek.department.messages.addresses import reach
from tirek.department.messages.enums import MessageChannel

BY_GATEWAY = (MessageChannel.SMS, MessageChannel.EMAIL)


def tell_applicant(decision: Decision) -> None:
    """Make the letters in both languages, then queue the message: a step of `following`, repeated until it is done whole.

    Typesetting takes processor time, so it waits for no signer: it is done by a job, in a transaction of its own. Whoever can
    be reached by SMS or e-mail hears that there is a letter; to whoever cannot the letter itself is printed. Both texts are
    neutral: they name a number, and no programme.
    """
    letters = {notice.language: notice for notice in make_notices(decision, acting_user=None)}
    person, told, once = decision.case.applicant, {"number": decision.number}, f"decision-{decision.pk}"
    found = reach([person.pk]).get(person.pk)
    if found is not None and any(found.has(channel) for channel in BY_GATEWAY):
        queue_message("decision_made", person, told, key=once, confidential=decision.confidential)
        return
    letter = letters.get(person.language) or letters["kk"]
    queue_message("decision_letter", person, told, key=once, confidential=decision.confidential, file_id=letter.file_id)

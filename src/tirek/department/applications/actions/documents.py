"""A document brought to an application: stored where the application is, and attached to it."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from tirek.department.accounts.models import User
from tirek.department.applications.actions.registration import attach_file
from tirek.department.applications.models import Application, ApplicationFile
from tirek.department.core.refusals import Refused
from tirek.department.files.actions import store_file
from tirek.department.files.enums import FileKind
from tirek.department.files.faults import FileRefused


@transaction.atomic
def bring_document(
    application: Application, brought: UploadedFile, title: str, *, acting_user: User
) -> ApplicationFile:
    """Store a file with the district and the confidential programme of an application, and attach it.

    Raises
    ------
    Refused
        ``file_refused`` where the store does not take the file, with its words; what `attach_file` refuses.
    """
    try:
        stored = store_file(
            brought.read(),
            original_name=brought.name or "",
            kind=FileKind.APPLICATION,
            territory=application.territory,
            confidential=application.confidential,
            person_id=application.applicant_id,
            acting_user=acting_user,
        )
    except FileRefused as fault:
        raise Refused("file_refused", str(fault), "file") from None
    return attach_file(application, stored, title, acting_user=acting_user)

"""A file handed out: through its door, as an attachment, under a name that says nothing."""

from __future__ import annotations

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.files.access import open_file
from tirek.department.files.faults import ContentLost, FileClosed, FileUnchecked
from tirek.web.ui.access import ViewerRequest, needs

GONE, LOCKED = 410, 423


@require_safe
@needs("view_person")
def download(request: ViewerRequest, file_id: int) -> HttpResponse | StreamingHttpResponse:
    """The content; the same "not here" for a file that does not exist and for one that is not the viewer's."""
    try:
        opened = open_file(request.viewer, file_id)
    except FileClosed:
        raise Http404 from None
    except (FileUnchecked, ContentLost) as fault:
        status = LOCKED if isinstance(fault, FileUnchecked) else GONE
        return render(request, "office/files/closed.html", {"text": str(fault)}, status=status)
    # The door was passed, the line is noted, and the pieces need no database: they may be sent after the transaction.
    response = StreamingHttpResponse(opened.pieces(), content_type=opened.media_type)
    response.carries_viewer = True  # type: ignore[attr-defined]
    response["Content-Disposition"] = f'attachment; filename="{opened.name}"'
    response["Content-Length"] = str(opened.size_bytes)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response

"""The filtered list as a file, in the columns that the import reads."""

from __future__ import annotations

import tempfile

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_safe

from hardtech.engines.tabular import write_stream
from hardtech.zone.market.exchange import export_fields, export_rows
from hardtech.zone.market.filters import Listing
from hardtech.zone.market.kinds import Kind

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def profile_export(request: HttpRequest, kind: Kind, suffix: str) -> FileResponse:
    """Everything that the list shows over all its pages."""
    listing = Listing(request.user, kind, request.GET)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_stream(file, suffix, export_fields(kind.model), export_rows(listing.rows()))
    file.seek(0)
    name = f"{kind.code}s-{timezone.localdate():%Y-%m-%d}.{suffix}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[suffix])

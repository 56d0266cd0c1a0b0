"""No page of the zone takes a file, so none is read."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

__all__ = ["NoUploads"]


class NoUploads(FileUploadHandler):
    """Refuses a form with a file before its first byte is kept: Django's own handlers write it to the disk without limit."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise RequestDataTooBig("No page takes a file.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        del start
        return raw_data

    def file_complete(self, file_size: int) -> None:
        del file_size

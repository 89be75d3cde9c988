"""Takes uploaded files in memory: what is refused, because it is too large or classified, never touches a disk.

Django's own handler writes anything over 2.5 MB into a temporary file before a view can look at it.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

# What one request may bring in all, in files of the largest allowed size.
FILES_AT_ONCE = 5


class MemoryUploadHandler(FileUploadHandler):
    """Keeps each file in memory up to settings.UPLOAD_MAX_BYTES, all of a request up to FILES_AT_ONCE such files.

    Of a file beyond that nothing is kept: it arrives empty, and its `size` says how large it was.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pieces: list[bytes] = []
        self.held = 0
        self.length = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The next file begins."""
        super().new_file(*args, **kwargs)
        self.pieces, self.length = [], 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keeps a piece, or lets go of all pieces of a file that is too large."""
        self.length += len(raw_data)
        self.pieces.append(raw_data)
        if self.length > settings.UPLOAD_MAX_BYTES or self.held + self.length > self.most:
            self.pieces.clear()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file as views know it."""
        data = b"".join(self.pieces) if len(self.pieces) and self.is_whole else b""
        self.held += len(data)
        return InMemoryUploadedFile(
            BytesIO(data), self.field_name, self.file_name or "", self.content_type, file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip

    @property
    def most(self) -> int:
        """How many bytes one request may bring."""
        return settings.UPLOAD_MAX_BYTES * FILES_AT_ONCE

    @property
    def is_whole(self) -> bool:
        """Whether every piece of the file was kept."""
        return self.length <= settings.UPLOAD_MAX_BYTES and self.held + self.length <= self.most

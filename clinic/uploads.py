"""Files that people send us. None is kept as it came: each is drawn anew, or refused in words.

Drawing happens in a program of its own (clinic/redrawing.py), with limits of memory and time and
without our secrets. What comes back is a JPEG, or a PDF of pictures; pixels, and nothing else.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from clinic import redrawing
from clinic.errors import NotAllowed

DEADLINE = 20  # seconds
MEGABYTES = redrawing.MOST_BYTES // 1024 // 1024
PICTURES = "image/jpeg,image/png,image/webp"
PAPERS = f"{PICTURES},application/pdf"
_ANOTHER = "Scan it or take a photo of it anew, and choose that."
REFUSALS = {
    "empty": ("This file is empty.", _ANOTHER),
    "large": (f"This file is larger than {MEGABYTES} MB.", "Choose a smaller one."),
    "pixels": ("This picture is too large to be opened safely.", _ANOTHER),
    "pages": (
        f"This PDF has more than {redrawing.MOST_PAGES} pages.",
        "Choose the pages that matter.",
    ),
    "locked": ("This PDF is locked with a password.", "Save it without one, or scan the letter."),
    "broken": ("This file is damaged, or too large to be opened safely.", _ANOTHER),
}
_KINDS = ("This is not a file we can take.", "Choose a JPEG, PNG or WEBP picture, or a PDF.")
_PICTURES_ONLY = ("This is not a picture we can take.", "Choose a JPEG, PNG or WEBP picture.")


@dataclass(frozen=True)
class Redrawn:
    """A file made anew: what is kept of an upload."""

    media_type: str
    pages: int
    content: bytes

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def redraw(upload: File[bytes], *, papers: bool = True) -> Redrawn:
    """The uploaded file drawn anew. `papers`: a PDF may come too. Raises `NotAllowed`."""
    data = upload.read(redrawing.MOST_BYTES + 1)
    if len(data) > redrawing.MOST_BYTES:
        raise NotAllowed(*REFUSALS["large"])
    try:
        done = subprocess.run(  # noqa: S603 - our own program, by its full name
            [
                *(sys.executable, "-I", str(Path(redrawing.__file__))),
                "papers" if papers else "pictures",
            ],
            input=data,
            capture_output=True,
            timeout=DEADLINE,
            cwd="/",
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotAllowed(*REFUSALS["broken"]) from None
    if done.returncode == redrawing.REFUSED:
        otherwise = _KINDS if papers else _PICTURES_ONLY
        raise NotAllowed(*REFUSALS.get(done.stdout.decode(), otherwise))
    head, _, content = done.stdout.partition(b"\n")
    if done.returncode != 0 or not content:  # ended for its memory, its time, or its own fault
        raise NotAllowed(*REFUSALS["broken"])
    media_type, pages = head.decode().split()
    return Redrawn(media_type, int(pages), content)


class KeptInMemory(FileUploadHandler):
    """Nothing of an upload touches a disk, and no request holds more than one file's worth.

    What is longer is read to its end and dropped, so that the page can say so.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.left = redrawing.MOST_BYTES + 1
        self.file = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> None:
        kept = raw_data[: self.left]
        self.left -= len(kept)
        self.file.write(kept)

    def file_complete(self, _file_size: int) -> InMemoryUploadedFile:
        size = self.file.tell()
        self.file.seek(0)
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

"""What a browser sends to the check: the answers so far with those of one screen, or a file of the reader's own.

All of it is held in memory while one answer is made. Starlette writes a file that is larger than a megabyte to the disk
while it reads it (`MultiPartParser.spool_max_size`); nothing that passes the bounds here comes near that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from stoep_gateway.web.bounded import FILE_FORM, FORM, read_body

FILE = "file"
_ENTRIES_MAX_BYTES = 32_768  # every fact answered, each sign of a hundred letters' place as %XX of UTF-8: some 9,000
_ENTRIES_MAX = 100
_UPLOAD_MAX_BYTES = 32_768  # the longest true file has some 2,000
_NAME_MAX = 60

Entries = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file that was sent. name: for messages; data: as it came."""

    name: str
    data: bytes = field(repr=False)


async def read_entries(request: Request) -> Entries:
    """Every value by name. HTTPException: 400, 408, 413, 415."""
    body = await read_body(request, media=FORM, size_max_bytes=_ENTRIES_MAX_BYTES)
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=_ENTRIES_MAX, errors="replace")
    except ValueError as error:  # UnicodeDecodeError is one
        raise HTTPException(400) from error
    return {name: tuple(values) for name, values in fields.items()}


async def read_file(request: Request) -> Sent | None:
    """The one file of a form; None when nobody chose one. HTTPException: 400, 408, 413, 415."""
    body = await read_body(request, media=FILE_FORM, size_max_bytes=_UPLOAD_MAX_BYTES)

    async def once() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    held = Request(request.scope, once)
    async with held.form(max_files=1, max_fields=1, max_part_size=_UPLOAD_MAX_BYTES) as form:
        sent = form.get(FILE)
        if not isinstance(sent, UploadFile) or not sent.filename:
            return None
        return Sent(name=_shown(sent.filename), data=await sent.read())


def _shown(name: str) -> str:
    """The last part of a name, for a page: letters, digits, and what files are called by."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign if sign.isalnum() or sign in "._- " else "_" for sign in last)[-_NAME_MAX:]

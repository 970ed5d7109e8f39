"""Read a small form: bounded in size, fields and time."""

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

_SIZE_MAX_BYTES = 4096  # a password and a note of 200 characters, each as %XX of UTF-8, fit
_FIELDS_MAX = 8
_WAIT_S = 10.0  # in which a phone with a bad line sends it
_TYPE = "application/x-www-form-urlencoded"


async def read_form(request: Request) -> Mapping[str, str]:
    """By name; of a name that comes twice the first. HTTPException: 400, 408, 413, 415."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        raise HTTPException(415)
    try:
        async with asyncio.timeout(_WAIT_S):
            body = await _body(request)
    except TimeoutError as error:
        raise HTTPException(408) from error
    except ClientDisconnect as error:
        raise HTTPException(400) from error
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS_MAX, errors="replace")
    except ValueError as error:  # UnicodeDecodeError is one
        raise HTTPException(400) from error
    return {name: values[0] for name, values in fields.items()}


async def _body(request: Request) -> bytes:
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > 9 or int(length) > _SIZE_MAX_BYTES:
        raise HTTPException(413)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _SIZE_MAX_BYTES:
            raise HTTPException(413)
    return body

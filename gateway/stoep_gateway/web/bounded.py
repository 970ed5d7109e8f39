"""The body of a request, bounded in size and in time: what is too large or too slow is refused, not read on."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

_WAIT_S = 10.0  # in which a phone with a bad line sends it
FORM = "application/x-www-form-urlencoded"
FILE_FORM = "multipart/form-data"


async def read_body(request: Request, *, media: str, size_max_bytes: int) -> bytes:
    """media: of the body, as its header has to say. HTTPException: 400, 408, 413, 415."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != media:
        raise HTTPException(415)
    try:
        async with asyncio.timeout(_WAIT_S):
            return await _body(request, size_max_bytes=size_max_bytes)
    except TimeoutError as error:
        raise HTTPException(408) from error
    except ClientDisconnect as error:
        raise HTTPException(400) from error


async def _body(request: Request, *, size_max_bytes: int) -> bytes:
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > 9 or int(length) > size_max_bytes:
        raise HTTPException(413)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > size_max_bytes:
            raise HTTPException(413)
    return body

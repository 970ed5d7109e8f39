"""Read a small form: bounded in size, fields and time."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

from stoep_gateway.web.bounded import FORM, read_body

_SIZE_MAX_BYTES = 4096  # a password and a note of 200 characters, each as %XX of UTF-8, fit
_FIELDS_MAX = 8


async def read_form(request: Request) -> Mapping[str, str]:
    """By name; of a name that comes twice the first. HTTPException: 400, 408, 413, 415."""
    body = await read_body(request, media=FORM, size_max_bytes=_SIZE_MAX_BYTES)
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS_MAX, errors="replace")
    except ValueError as error:  # UnicodeDecodeError is one
        raise HTTPException(400) from error
    return {name: values[0] for name, values in fields.items()}

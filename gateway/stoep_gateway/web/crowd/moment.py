"""A moment in an address: local time, time with an offset, or Unix seconds. Pure."""

from datetime import UTC, datetime, tzinfo

_CHARS_MAX = 32
_UNIX_MAX = 1 << 33


def parse(text: str, *, zone: tzinfo) -> int | None:
    """Unix seconds; None for what is no moment. A local time that comes twice in a year means the first."""
    if len(text) > _CHARS_MAX:
        return None
    if text.isascii() and text.isdecimal():
        return int(text) if int(text) < _UNIX_MAX else None
    try:
        found = datetime.fromisoformat(text)
        return int((found if found.tzinfo else found.replace(tzinfo=zone)).timestamp())
    except (ValueError, OverflowError, OSError):
        return None


def address_text(time_s: int) -> str:
    """2026-07-18T14:00Z: says the same in every zone and needs no quoting."""
    return f"{datetime.fromtimestamp(time_s, UTC):%Y-%m-%dT%H:%MZ}"


def form_text(time_s: int, *, zone: tzinfo) -> str:
    """As an <input type=datetime-local> wants it."""
    return f"{datetime.fromtimestamp(time_s, zone):%Y-%m-%dT%H:%M}"

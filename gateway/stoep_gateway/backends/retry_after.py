"""How long a service asks us to wait: the header Retry-After of its answer (RFC 9110 §10.2.3). Pure."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

_DIGITS_MAX = 9


def retry_after_s(headers: Mapping[str, str]) -> float:
    """Seconds, 0.0 if it says nothing that can be read. A date counts from the answer's own `Date`: our clock may be
    wrong.
    """
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:_DIGITS_MAX])
    until, now = _moment(said), _moment(headers.get("Date", ""))
    if until is None or now is None:
        return 0.0
    return max(0.0, (until - now).total_seconds())


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else None

"""A moment that an operator wrote, as Unix seconds: with an offset as it says, without one in the places' zone."""

from datetime import datetime
from zoneinfo import ZoneInfo


def unix_s(moment: datetime, *, zone: ZoneInfo) -> int:
    """Whole seconds. Of an hour that comes twice in autumn, the first unless moment.fold says the second."""
    return int((moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp())


def parse_moment(text: str) -> datetime | None:
    """ISO 8601 date and time; None for anything else, or a year outside 1990 to 2200."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if 1990 <= moment.year <= 2200 else None

"""Days that may be years ago. Pure."""

from datetime import datetime

from stoep_gateway.web.speech import Speaker


def dated(time_s: int, *, speaker: Speaker) -> str:
    """ma 24 nov 2026."""
    return f"{speaker.day(time_s)} {datetime.fromtimestamp(time_s, speaker.zone).year}"

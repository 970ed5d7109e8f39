"""A piece of news for channels to carry."""

from zoneinfo import ZoneInfo

from stoep_gateway.analyst.news import News
from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.places import Level

RAISED_S = 1_783_257_300  # 2026-07-05 13:15 UTC, 15:15 at the beach
ALERT = Alert(
    id=f"pier/2/{RAISED_S}",
    place="pier",
    level=Level.ORANGE,
    raised_s=RAISED_S,
    expected_s=RAISED_S + 4500,
    within_s=7200,
    chance=0.624,
    is_now=False,
)


def news(alert: Alert = ALERT, *, is_end: bool = False) -> News:
    """Of the pier."""
    return News(alert=alert, is_end=is_end, title="De Pier", gateway="Scheveningen", zone=ZoneInfo("Europe/Amsterdam"))

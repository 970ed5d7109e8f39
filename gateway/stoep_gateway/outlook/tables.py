"""Rows of the outlook as records, and back. Pure."""

from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.places import Level
from stoep_gateway.outlook.delivery import Delivery

FILE_NAME = "outlook/outlook.db"  # of the state folder; in a folder that holds nothing but the analyst's files
ALERT = "id, place, level, raised_s, expected_s, within_s, chance, is_now, ended_s"
DELIVERY = "alert, is_end, channel, made_s, attempts, next_s, done_s, is_given_up, reason"

AlertRow = tuple[str, str, int, int, int, int, float, int, int | None]
DeliveryRow = tuple[str, int, str, int, int, int, int | None, int, str]


def alert_row(alert: Alert) -> AlertRow:
    """In the order of ALERT."""
    return (
        alert.id,
        alert.place,
        int(alert.level),
        alert.raised_s,
        alert.expected_s,
        alert.within_s,
        alert.chance,
        int(alert.is_now),
        alert.ended_s,
    )


def alert_of(row: AlertRow) -> Alert:
    """ValueError: a level that there is not."""
    number, place, level, raised_s, expected_s, within_s, chance, is_now, ended_s = row
    return Alert(
        id=number,
        place=place,
        level=Level(level),
        raised_s=raised_s,
        expected_s=expected_s,
        within_s=within_s,
        chance=chance,
        is_now=bool(is_now),
        ended_s=ended_s,
    )


def delivery_of(row: DeliveryRow) -> Delivery:
    """In the order of DELIVERY."""
    alert, is_end, channel, made_s, attempts, next_s, done_s, is_given_up, reason = row
    return Delivery(
        alert_id=alert,
        is_end=bool(is_end),
        channel=channel,
        made_s=made_s,
        attempts=attempts,
        next_s=next_s,
        done_s=done_s,
        is_given_up=bool(is_given_up),
        reason=reason,
    )

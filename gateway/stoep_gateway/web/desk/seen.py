"""Between board and desk: which alerts the desk may acknowledge, and what the board shows of it."""

from collections.abc import Mapping, Sequence

from stoep_gateway.desk.desk import Desk
from stoep_gateway.desk.records import Acknowledgement
from stoep_gateway.errors import RetryableError
from stoep_gateway.web.desk.view import Alerts, Raised
from stoep_gateway.web.ports import Outlook, OutlookAwayError

_ALERTS = 50


class SeenAtDesk:
    """Honours stoep_gateway.web.ports.Acknowledged. A desk that cannot be read now has acknowledged nothing: the board
    then rather says too little.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def version(self) -> int:
        try:
            return self._desk.version()
        except RetryableError:
            return -1

    def acknowledged(self, alert_ids: Sequence[str]) -> Mapping[str, Acknowledgement]:
        try:
            return self._desk.acknowledged(alert_ids)
        except RetryableError:
            return {}


def raised_in(outlook: Outlook | None) -> Alerts:
    """The outlook's newest alerts, with the titles of the places; none without an outlook."""

    def raised() -> Raised | None:
        if outlook is None:
            return Raised()
        try:
            places = outlook.places()
            titles = {place.name: place.title for place in places.places} if places else {}
            alerts = outlook.alerts(newest=_ALERTS)
            news = {alert.id: outlook.deliveries(alert.id) for alert in alerts if alert.ended_s is None}
            return Raised(alerts=alerts, titles=titles, news=news)
        except OutlookAwayError:
            return None

    return raised

"""What a channel says of an alert: one JSON object for machines, a subject and some sentences for people. Pure."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.places import Level

LANGUAGES = ("nl", "en")
_LEVELS = {
    "nl": {Level.GREEN: "groen", Level.YELLOW: "geel", Level.ORANGE: "oranje", Level.RED: "rood"},
    "en": {Level.GREEN: "green", Level.YELLOW: "yellow", Level.ORANGE: "orange", Level.RED: "red"},
}
_SUBJECTS = {
    "nl": {
        "now": "{title}: nu {level}",
        "soon": "{title}: {level} verwacht om {expected} (kans {chance} %)",
        "over": "{title}: {level} is voorbij",
        "test": "Proef: dit is geen melding",
    },
    "en": {
        "now": "{title}: {level} now",
        "soon": "{title}: {level} expected at {expected} (chance {chance} %)",
        "over": "{title}: {level} is over",
        "test": "Test: this is no alert",
    },
}
_BODIES = {
    "nl": {
        "now": "{title} is nu {level}. Deze melding is van {raised}.",
        "soon": "{title} wordt waarschijnlijk {level}, vanaf ongeveer {expected}. De kans op {level} binnen {within}"
        " minuten is {chance} %. Deze melding is van {raised}.",
        "over": "De melding van {raised} dat {title} {level} is of wordt, is voorbij sinds {ended}.",
        "test": "Zo komen meldingen van drukte aan. Er is niets te doen.",
        "foot": "Verstuurd door {gateway}. Nummer van de melding: {id}",
    },
    "en": {
        "now": "{title} is {level} now. This message is of {raised}.",
        "soon": "{title} will probably be {level}, from about {expected}. The chance of {level} within {within}"
        " minutes is {chance} %. This message is of {raised}.",
        "over": "The message of {raised} that {title} is or will be {level} is over since {ended}.",
        "test": "This is how alerts of crowds arrive. There is nothing to do.",
        "foot": "Sent by {gateway}. Number of the message: {id}",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """An alert was raised, or (is_end) it ended. title: of the place; gateway: its name; zone: of the local time.

    is_test: there is no alert, somebody tries the channel.
    """

    alert: Alert
    is_end: bool
    title: str
    gateway: str
    zone: ZoneInfo
    is_test: bool = False

    @property
    def event(self) -> str:
        """In a word."""
        return "test" if self.is_test else "ended" if self.is_end else "raised"

    @property
    def key(self) -> str:
        """The same for every delivery of this piece of news, and for no other one."""
        return f"{self.alert.id}/{self.event}"

    def json(self) -> bytes:
        """The same bytes each time."""
        alert = self.alert
        members = {
            "id": alert.id,
            "event": self.event,
            "gateway": self.gateway,
            "place": alert.place,
            "title": self.title,
            "level": _LEVELS["en"][alert.level],
            "raised": _utc(alert.raised_s),
            "expected": _utc(alert.expected_s),
            "within_min": alert.within_s // 60,
            "chance": round(alert.chance, 3),
            "is_now": alert.is_now,
            "ended": _utc(alert.ended_s) if self.is_end and alert.ended_s is not None else None,
        }
        return json.dumps(members, ensure_ascii=False).encode()

    def subject(self, language: str) -> str:
        """One line."""
        return _SUBJECTS[language][self._kind].format_map(self._words(language))

    def body(self, language: str) -> str:
        """Some lines."""
        sentences = _BODIES[language]
        return f"{sentences[self._kind]}\n\n{sentences['foot']}\n".format_map(self._words(language))

    @property
    def _kind(self) -> str:
        if self.is_test:
            return "test"
        return "over" if self.is_end else "now" if self.alert.is_now else "soon"

    def _words(self, language: str) -> dict[str, str]:
        alert = self.alert
        return {
            "title": self.title,
            "gateway": self.gateway,
            "id": alert.id,
            "level": _LEVELS[language][alert.level],
            "raised": self._local(alert.raised_s),
            "expected": self._local(alert.expected_s),
            "ended": self._local(alert.ended_s or alert.raised_s),
            "within": str(alert.within_s // 60),
            "chance": str(min(99, max(1, round(alert.chance * 100)))),  # nothing is certain
        }

    def _local(self, time_s: int) -> str:
        return datetime.fromtimestamp(time_s, self.zone).strftime("%H:%M")


def _utc(time_s: int) -> str:
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""What stands on the desk's page: alerts that stand, who acknowledged what, as words. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.places import Level
from stoep_gateway.desk.records import ACKNOWLEDGED, Acknowledgement, Entry
from stoep_gateway.outlook.delivery import Delivery
from stoep_gateway.web.speech import Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """alerts: the newest first; titles: of places, by name; news: of alerts that stand, by id."""

    alerts: tuple[Alert, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    news: Mapping[str, Sequence[Delivery]] = field(default_factory=dict)


_FINE, _WRONG = ("desk.news.told", "desk.news.waits"), ("desk.news.fails", "desk.news.lost")
Alerts = Callable[[], Raised | None]  # None: they cannot be read now


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One alert that stands. head: place and level; seen: by whom and when, "" while nobody has; note: theirs.

    news: what became of it and by which channels, as (is that wrong, text).
    """

    id: str
    head: str
    title: str
    level: Level
    expected: str
    raised: str
    seen: str
    note: str
    news: tuple[tuple[bool, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One line of the history. machine: the moment for <time>."""

    moment: str
    machine: str
    text: str
    note: str


def standing(raised: Raised, *, seen: Mapping[str, Acknowledgement], speaker: Speaker) -> tuple[Standing, ...]:
    """Those that nobody has seen first, then the highest level, then the newest."""
    alerts = sorted(
        (alert for alert in raised.alerts if alert.ended_s is None),
        key=lambda alert: (alert.id in seen, -alert.level, -alert.raised_s),
    )
    return tuple(_standing(alert, raised=raised, first=seen.get(alert.id), speaker=speaker) for alert in alerts)


def history(entries: Sequence[Entry], *, raised: Raised, speaker: Speaker) -> tuple[Deed, ...]:
    """In the order of the log's lines."""
    known = {alert.id: alert for alert in raised.alerts}
    return tuple(
        Deed(
            moment=speaker.moment(entry.at_s),
            machine=speaker.machine(entry.at_s),
            text=speaker.t(
                "desk.did" if entry.what == ACKNOWLEDGED else "desk.did.again",
                user=entry.user,
                alert=_title(known[entry.about], raised=raised, speaker=speaker)
                if entry.about in known
                else entry.about,
            ),
            note=entry.note,
        )
        for entry in entries
    )


def _standing(alert: Alert, *, raised: Raised, first: Acknowledgement | None, speaker: Speaker) -> Standing:
    if alert.is_now:
        expected = speaker.t("desk.now")
    else:
        expected = speaker.t(
            "desk.expected", time=speaker.clock(alert.expected_s), chance=speaker.number(100 * alert.chance)
        )
    return Standing(
        id=alert.id,
        head=_title(alert, raised=raised, speaker=speaker),
        title=raised.titles.get(alert.place, alert.place),
        level=alert.level,
        expected=expected,
        raised=speaker.t("desk.raised", moment=speaker.moment(alert.raised_s), age=speaker.age(alert.raised_s)),
        seen=speaker.t("desk.seen", user=first.user, moment=speaker.moment(first.at_s)) if first else "",
        note=first.note if first else "",
        news=_news(raised.news.get(alert.id, ()), speaker=speaker),
    )


def _news(deliveries: Sequence[Delivery], *, speaker: Speaker) -> tuple[tuple[bool, str], ...]:
    """Of why one failed nothing is said: a server's answer may hold addresses."""
    by_outcome = {
        outcome: ", ".join(one.channel for one in deliveries if not one.is_end and _outcome(one) == outcome)
        for outcome in (*_FINE, *_WRONG)
    }
    return tuple((what in _WRONG, speaker.t(what, names=names)) for what, names in by_outcome.items() if names)


def _outcome(delivery: Delivery) -> str:
    if delivery.is_given_up:
        return "desk.news.lost"
    if delivery.done_s is not None:
        return "desk.news.told"
    return "desk.news.fails" if delivery.attempts else "desk.news.waits"


def _title(alert: Alert, *, raised: Raised, speaker: Speaker) -> str:
    return speaker.t(
        "desk.alert",
        place=raised.titles.get(alert.place, alert.place),
        level=speaker.t(f"level.{int(alert.level)}"),
    )

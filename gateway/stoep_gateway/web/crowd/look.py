"""One visit's look at the outlook: the newest round or one of a past moment, or what keeps it from being there."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from stoep_gateway.crowd.board import Board
from stoep_gateway.crowd.places import Places
from stoep_gateway.grid import DAY_S, HOUR_S
from stoep_gateway.web.crowd.levels import HOURS
from stoep_gateway.web.crowd.moment import address_text, form_text, parse
from stoep_gateway.web.page import Visit
from stoep_gateway.web.ports import Outlook, OutlookAwayError
from stoep_gateway.web.speech import Speaker, zone

KEPT_DAYS = 35
_STEPS_S = (-DAY_S, -HOUR_S, -900, 900, HOUR_S, DAY_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A link to another moment of a replay. key: of its words."""

    key: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A look back. is_found: there is a round of then. value, first, last: for the form; steps: links around it."""

    is_found: bool
    value: str
    first: str
    last: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """places None: missing says why, else it is "". speaker: in the places' own zone, and at the moment that the page
    shows. later: for a replay, the round that knows what came. replay None: now.
    """

    outlook: Outlook | None
    places: Places | None
    board: Board | None
    later: Board | None
    replay: Replay | None
    speaker: Speaker
    missing: str
    version: int

    @property
    def at(self) -> str:
        """Of a replay's round, for an address."""
        return address_text(self.board.now_s) if self.board else ""


def look(visit: Visit, *, history_of: Collection[str] = ()) -> Look:
    """Never raises: an outlook that is away is one of the things to show. history_of: as in Outlook.newest."""
    try:
        return _look(visit, history_of)
    except OutlookAwayError:
        return _missing(visit, "away")


def has_places(outlook: Outlook | None) -> bool:
    """Whether there is anything for the navigation to lead to."""
    try:
        return outlook is not None and outlook.places() is not None
    except OutlookAwayError:
        return False


def _look(visit: Visit, history_of: Collection[str]) -> Look:
    outlook = visit.outlook
    if outlook is None:
        return _missing(visit, "unset")
    version, places = outlook.version(), outlook.places()
    if places is None:
        return _missing(visit, "unread")
    speaker = replace(visit.speaker, zone=zone(places.zone))
    board, later, replay = outlook.newest(history_of=history_of), None, None
    if "at" in visit.query:
        board, later, replay = _past(outlook, visit.query["at"], speaker=speaker, newest=board)
        speaker = replace(speaker, now_s=board.now_s) if board else speaker
    return Look(
        outlook=outlook,
        places=places,
        board=board,
        later=later,
        replay=replay,
        speaker=speaker,
        missing="",
        version=version,
    )


def _past(
    outlook: Outlook, text: str, *, speaker: Speaker, newest: Board | None
) -> tuple[Board | None, Board | None, Replay]:
    asked_s = parse(text, zone=speaker.zone)
    moments = outlook.moments(speaker.now_s - KEPT_DAYS * DAY_S, speaker.now_s + 1)
    first, last = (moments[0], moments[-1]) if moments else (speaker.now_s, speaker.now_s)
    board = outlook.at(asked_s) if asked_s is not None and first <= asked_s <= speaker.now_s else None
    at_s = board.now_s if board else last
    later = None
    if board and newest:
        later = outlook.at(min(newest.now_s, board.now_s + HOURS[-1] * HOUR_S + board.slot_s))
    return (
        board,
        later if later and board and later.now_s > board.now_s else None,
        Replay(
            is_found=board is not None,
            value=form_text(at_s, zone=speaker.zone),
            first=form_text(first, zone=speaker.zone),
            last=form_text(last, zone=speaker.zone),
            steps=tuple(
                Step(key=f"crowd.replay.step.{step_s}", at=address_text(at_s + step_s))
                for step_s in _STEPS_S
                if first <= at_s + step_s <= last
            ),
        ),
    )


def _missing(visit: Visit, why: str) -> Look:
    return Look(
        outlook=visit.outlook,
        places=None,
        board=None,
        later=None,
        replay=None,
        speaker=visit.speaker,
        missing=why,
        version=0,
    )

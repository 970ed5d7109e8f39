"""A board as bytes: deflated JSON, column by column, as its numbers look alike that way. Pure."""

from collections.abc import Collection, Sequence
from itertools import accumulate, islice, pairwise
from typing import cast

from stoep_gateway.crowd.board import PROBABILITIES, Board, Counted, Expected, Fault, ModelNote, PlaceState
from stoep_gateway.crowd.places import Level
from stoep_gateway.strict import (
    Members,
    items,
    optional_real,
    optional_whole,
    packed,
    real,
    reals,
    text,
    truth,
    unpacked,
    whole,
)

_FORMAT = 1
_CHANCES = 3  # of YELLOW, ORANGE, RED
_NEWEST, _NEXT = 16, 16  # slots of the past and to come: what a board without curves shows, three hours ahead


def encode(board: Board) -> bytes:
    """ValueError: a number that is not finite."""
    return packed(
        {
            "format": _FORMAT,
            "now_s": board.now_s,
            "made_s": board.made_s,
            "slot_s": board.slot_s,
            "places": [_place(place) for place in board.places],
            "model": {
                "trained_s": board.model.trained_s,
                "history_days": board.model.history_days,
                "has_weather": board.model.has_weather,
                "has_calendar": board.model.has_calendar,
                "coverage80": board.model.coverage80,
                "errors": board.model.errors,
                "notes": board.model.notes,
            },
        }
    )


def decode(body: bytes, *, history_of: Collection[str] | None = None) -> Board:
    """ValueError: damaged, or of another format.

    history_of: places of which every slot is wanted, None for all; of the others those around now are made.
    """
    members = Members(unpacked(body))
    if whole(members.take("format")) != _FORMAT:
        raise ValueError("a board of another format")
    board = Board(
        now_s=whole(members.take("now_s")),
        made_s=whole(members.take("made_s")),
        slot_s=whole(members.take("slot_s")),
        places=tuple(_read_place(place, history_of) for place in items(members.take("places"))),
        model=_read_model(members.take("model")),
    )
    members.done()
    if board.slot_s <= 0:
        raise ValueError("slots without a length")
    return board


def _place(place: PlaceState) -> dict[str, object]:
    return {
        "name": place.name,
        "counted_s": place.counted_s,
        "level": None if place.level is None else int(place.level),
        "starts": _steps([slot.start_s for slot in place.counted]),
        "people": [slot.people for slot in place.counted],
        "hidden": "".join("01"[slot.is_hidden] for slot in place.counted),
        "partial": "".join("01"[slot.is_partial] for slot in place.counted),
        "ahead": _steps([slot.start_s for slot in place.expected]),
        "quantiles": [[slot.quantiles[at] for slot in place.expected] for at in range(len(PROBABILITIES))],
        "chances": [[slot.chances[at] for slot in place.expected] for at in range(_CHANCES)],
        "faults": [[fault.device, fault.kind, fault.since_s] for fault in place.faults],
    }


def _read_place(value: object, history_of: Collection[str] | None) -> PlaceState:
    members = Members(value)
    level = optional_whole(members.take("level"))
    name = text(members.take("name"))
    is_whole = history_of is None or name in history_of
    place = PlaceState(
        name=name,
        counted_s=optional_whole(members.take("counted_s")),
        level=None if level is None else Level(level),
        counted=_read_counted(members, is_whole=is_whole),
        expected=_read_expected(members, is_whole=is_whole),
        faults=tuple(_read_fault(fault) for fault in items(members.take("faults"))),
    )
    members.done()
    return place


def _read_counted(members: Members, *, is_whole: bool) -> tuple[Counted, ...]:
    starts = _times(members.take("starts"))
    people = items(members.take("people"), count=len(starts))
    reals([one for one in people if one is not None])
    hidden = _flags(members.take("hidden"), count=len(starts))
    partial = _flags(members.take("partial"), count=len(starts))
    first = 0 if is_whole else max(0, len(starts) - _NEWEST)
    rows = zip(starts[first:], people[first:], hidden[first:], partial[first:], strict=True)
    return tuple(
        Counted(start_s=start_s, people=optional_real(count), is_hidden=is_hidden, is_partial=is_partial)
        for start_s, count, is_hidden, is_partial in rows
    )


def _read_expected(members: Members, *, is_whole: bool) -> tuple[Expected, ...]:
    starts = _times(members.take("ahead"))
    quantiles = _columns(members.take("quantiles"), width=len(PROBABILITIES), count=len(starts))
    chances = _columns(members.take("chances"), width=_CHANCES, count=len(starts))
    return tuple(
        Expected(
            start_s=start_s,
            quantiles=cast(tuple[float, float, float, float, float], of_slot),
            chances=cast(tuple[float, float, float], likely),
        )
        for start_s, of_slot, likely in islice(
            zip(starts, quantiles, chances, strict=True), None if is_whole else _NEXT
        )
    )


def _read_fault(value: object) -> Fault:
    device, kind, since_s = items(value, count=3)
    return Fault(device=text(device), kind=text(kind), since_s=whole(since_s))


def _read_model(value: object) -> ModelNote:
    members = Members(value)
    errors = [items(error, count=2) for error in items(members.take("errors"))]
    notes = [items(note, count=2) for note in items(members.take("notes"))]
    note = ModelNote(
        trained_s=optional_whole(members.take("trained_s")),
        history_days=whole(members.take("history_days")),
        has_weather=truth(members.take("has_weather")),
        has_calendar=truth(members.take("has_calendar")),
        coverage80=optional_real(members.take("coverage80")),
        errors=tuple((whole(horizon_s), real(error)) for horizon_s, error in errors),
        notes=tuple((text(about), text(why)) for about, why in notes),
    )
    members.done()
    return note


def _steps(times: Sequence[int]) -> list[int]:
    """The first, then what each adds: mostly the same."""
    return [*times[:1], *(later - earlier for earlier, later in pairwise(times))]


def _times(value: object) -> list[int]:
    steps = items(value)
    if not {type(step) for step in steps} <= {int}:
        raise ValueError("not a whole number")
    if len(steps) > 1 and min(cast(Sequence[int], steps[1:])) <= 0:
        raise ValueError("times that do not rise")
    return list(accumulate(cast(Sequence[int], steps)))


def _flags(value: object, *, count: int) -> list[bool]:
    flags = text(value)
    if len(flags) != count or set(flags) - {"0", "1"}:
        raise ValueError("not flags")
    return [flag == "1" for flag in flags]


def _columns(value: object, *, width: int, count: int) -> list[tuple[float, ...]]:
    """Rows of what was written as `width` columns of `count` numbers."""
    columns = [reals(items(column, count=count)) for column in items(value, count=width)]
    return list(zip(*columns, strict=True))

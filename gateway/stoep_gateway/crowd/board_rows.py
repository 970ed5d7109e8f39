"""A board as the rows of a table: what was counted, then what is expected, place by place; for CSV."""

from collections.abc import Iterator
from datetime import UTC, datetime

from stoep_gateway.crowd.board import Board
from stoep_gateway.crowd.places import Places

# Empty where it does not apply. people: counted, or the middle of what is expected; levels in words.
COLUMNS = (
    *("place", "start", "slot_s", "kind", "people", "level", "is_hidden", "is_partial"),
    *("low95", "low80", "high80", "high95", "chance_yellow", "chance_orange", "chance_red"),
)

Row = tuple[str, ...]


def board_rows(board: Board, *, places: Places) -> Iterator[Row]:
    """In the order of COLUMNS; times in UTC."""
    for state in board.places:
        place = places.by_name.get(state.name)
        if place is None:
            continue
        for slot in state.counted:
            people = "" if slot.people is None else f"{slot.people:.1f}"
            level = "" if slot.people is None else place.level_of(slot.people, slot_s=board.slot_s).name.lower()
            flags = (str(slot.is_hidden).lower(), str(slot.is_partial).lower())
            yield (state.name, _utc(slot.start_s), str(board.slot_s), "counted", people, level, *flags, *[""] * 7)
        for coming in state.expected:
            low95, low80, middle, high80, high95 = (f"{value:.1f}" for value in coming.quantiles)
            level = place.level_of(coming.quantiles[2], slot_s=board.slot_s).name.lower()
            chances = (f"{chance:.3f}" for chance in coming.chances)
            yield (
                *(state.name, _utc(coming.start_s), str(board.slot_s), "expected", middle, level, "", ""),
                *(low95, low80, high80, high95, *chances),
            )


def _utc(time_s: int) -> str:
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

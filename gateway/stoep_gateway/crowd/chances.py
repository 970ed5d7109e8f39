"""The chance that a level is reached in any of some slots, from the chance of each."""

from collections.abc import Sequence

from stoep_gateway.crowd.board import Expected
from stoep_gateway.crowd.places import Level

# How much of what an hour adds is news: hours that follow one another are full together. On hourly counts of 21 streets
# in 2024 chances of two hours that were joined so came true as often as they said. A shorter slot adds its share of an
# hour, which is a guess: there were no shorter counts to try it on.
NEWS_PER_HOUR = 0.2
_HOUR_S = 3600


def chance_of_any(chances: Sequence[float], *, slot_s: int) -> float:
    """0 without slots. Never below the highest chance, and another slot never lowers it."""
    total = 0.0
    for number, chance in enumerate(sorted(chances, reverse=True)):
        news = 1.0 if number == 0 else NEWS_PER_HOUR * slot_s / _HOUR_S
        total += news * (1 - total) * chance
    return total


def expected_within(expected: Sequence[Expected], *, from_s: int, until_s: int) -> tuple[Expected, ...]:
    """The slots that begin from from_s on and before until_s."""
    return tuple(slot for slot in expected if from_s <= slot.start_s < until_s)


def chance_of_level(expected: Sequence[Expected], *, level: Level, slot_s: int) -> float:
    """That at least this level (YELLOW or higher) is reached in any of these slots."""
    return chance_of_any([slot.chances[level - 1] for slot in expected], slot_s=slot_s)

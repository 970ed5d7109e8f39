"""A warning: this place will be so full, by then, with so much certainty."""

from dataclasses import dataclass

from stoep_gateway.crowd.places import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """id: "PLACE/LEVEL/raised_s", the same for every delivery. expected_s: start of the first slot that is likelier
    than not to reach the level, raised_s where it is already reached; chance: of the level within the rule's hours.

    ended_s: None while it stands.
    """

    id: str
    place: str
    level: Level
    raised_s: int
    expected_s: int
    within_s: int
    chance: float
    is_now: bool
    ended_s: int | None = None

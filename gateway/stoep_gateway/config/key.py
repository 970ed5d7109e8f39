"""One setting: its type, default, range and meaning."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One setting. type: str, int, float, bool or list (of text); low and high bound numbers, high a list's length too.

    choices bound text; path: a file name, or a list of them.
    """

    name: str
    type: type
    default: object
    meaning: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    path: bool = False
    divides: int = 0  # the value must divide this number
    pattern: str = ""  # the whole text must match, or be one of choices
    pattern_means: str = ""

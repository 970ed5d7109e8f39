"""What an attack is, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """defended: the attack got nothing. control_succeeded: with the defence off the same attack got something.

    detail: one line for a person; never a count of people.
    """

    defended: bool
    control_succeeded: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Attack:
    """run: plays it and its control in a folder of its own, in a process of its own. A function of a module."""

    name: str
    run: Callable[[Path], Outcome]


@dataclass(frozen=True, slots=True)
class Part:
    """What proves more than one attack can. run: gives keys of redteam.json, in a folder and a process of its own."""

    name: str
    run: Callable[[Path], dict[str, object]]

"""One rule of privacy as data: what it says, what it rests on, when it is met, and cases that prove it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - a source has a field of that name
from typing import Literal, get_args

from stoep_gateway.privacy.conditions import Condition
from stoep_gateway.privacy.facts import Answer
from stoep_gateway.privacy.words import Words

Verdict = Literal["meets", "does-not-meet", "unknown", "not-applicable"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

Force = Literal["law", "case-law", "guidance", "standard", "own-norm"]
FORCES: tuple[Force, ...] = get_args(Force)
"""Strongest first."""

Settled = Literal["settled", "likely", "contested"]
SETTLED: tuple[Settled, ...] = get_args(Settled)
"""Surest first."""

Checked = Literal["primary", "secondary", "never"]
CHECKED: tuple[Checked, ...] = get_args(Checked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """article "" where there is none. date: of the text itself, None for a page without one. url: "" for what is on
    no page, such as a norm of this tool. checked: which text was read, on checked_on. title_nl, article_nl: what a
    Dutch reader sees, "" where it is the same.
    """

    title: str
    article: str
    date: Day | None
    url: str
    force: Force
    checked: Checked
    checked_on: Day
    title_nl: str = ""
    article_nl: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What holds where `when` does; None: in every other case. force, settled: where it differs from its rule's."""

    when: Condition | None
    verdict: Verdict
    reason: Words
    fix: Words
    force: Force
    settled: Settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An example that was argued before the rule was coded. answers: as a device file says them."""

    name: str
    answers: Mapping[str, Answer]
    verdict: Verdict
    why: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """gate: "" for a rule that no gate closes. softened: an open gate turns its does-not-meet into unknown. counted:
    false for a question that is no duty. valid_to: the last day, None for no end. who: for readers.
    """

    id: str
    text: Words
    force: Force
    settled: Settled
    gate: str
    softened: bool
    counted: bool
    valid_from: Day
    valid_to: Day | None
    checked_on: Day
    review_on: Day
    who: str
    applies: Condition | None
    not_applicable: Words
    outcomes: tuple[Outcome, ...]
    sources: tuple[Source, ...]
    cases: tuple[Case, ...]
    where: str

    def holds_on(self, day: Day) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A condition that has a name. about: why it is so, with its source."""

    id: str
    when: Condition
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Where `when` holds, a gate is closed (its rules do not apply) or open in law (undecided), for this reason."""

    when: Condition
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Rules stand behind it. The first of `closed` that holds closes it, else the first of `open` softens."""

    id: str
    closed: tuple[Passage, ...]
    open: tuple[Passage, ...]

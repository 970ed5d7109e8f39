"""What a page is: an address, a template, and a function from one look at the archive to what the template shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from stoep_gateway.web.air.source import AirSource
from stoep_gateway.web.ports import Acknowledged, Almanac, Archive, Outlook, Policy, Status
from stoep_gateway.web.signs import Signs
from stoep_gateway.web.speech import Speaker

T = TypeVar("T")
_UNTOLD = Policy(k=0, window_s=900)  # nobody told: the usual windows


class NoSuchPageError(Exception):
    """The address is well formed and names something that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One reader's look at one page. path: the values of the address's {names}; part: from 1, for long lists.

    query: what the page asked for (Page.query) and the address has. outlook, desk, almanac: None where there is none.
    air: None where nothing is set. signs: None where no sign is made; came_by: the site's address as it was asked for.
    """

    archive: Archive
    status: Status | None
    speaker: Speaker
    path: Mapping[str, str] = field(default_factory=dict)
    part: int = 1
    query: Mapping[str, str] = field(default_factory=dict)
    outlook: Outlook | None = None
    desk: Acknowledged | None = None
    almanac: Almanac | None = None
    air: AirSource | None = None
    signs: Signs | None = None
    came_by: str = ""

    @property
    def policy(self) -> Policy | None:
        """The policy in force, as far as the gateway has told it."""
        return self.status.policy if self.status else None

    def window_of(self, time_s: int) -> tuple[int, int]:
        """(start, end) of the people window that holds a moment, by the policy of that time."""
        policy = self.status.policy_at(time_s) if self.status else None
        return (policy or _UNTOLD).window_of(time_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One kind of page. name: also the word that lights up in the navigation, where section is empty; address: a
    Starlette path.

    build may raise NoSuchPageError, ArchiveAwayError or OutlookAwayError. query: names of the address's query that the
    page knows. section: the word that lights up, "" for the page's own name. is_live: it loads our own script; is_kept:
    the next reader may get the same; is_copied: it goes into a copy of the site; tells_status: it shows more of the
    gateway's status than whether it is silent.
    """

    name: str
    address: str
    template: str
    build: Callable[[Visit], Mapping[str, object]]
    query: tuple[str, ...] = ()
    section: str = ""
    is_live: bool = False
    is_kept: bool = True
    is_copied: bool = True
    tells_status: bool = True


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One part of a long list, so that no page outgrows its size limit."""

    items: tuple[T, ...]
    number: int
    of: int


def part_of(items: tuple[T, ...], *, number: int, size: int) -> Part[T]:
    """The part with that number; the nearest one that exists else."""
    of = max(1, -(-len(items) // size))
    number = min(max(1, number), of)
    return Part(items[(number - 1) * size : number * size], number, of)

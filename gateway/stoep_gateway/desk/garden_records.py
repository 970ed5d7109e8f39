"""What a keeper said of a garden, as the desk keeps it. Frozen records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from stoep_gateway.garden.records import Setup

RESEARCH, OPEN_DATA = "research", "open-data"
PURPOSES = (RESEARCH, OPEN_DATA)
# The text that is shown now, by purpose: another number with every change of what is consented to.
TEXTS: Mapping[str, str] = MappingProxyType({RESEARCH: "1", OPEN_DATA: "1"})
KEEPER = "keeper"  # who said it, beside records.CONSOLE: whoever has the link


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One answer to one question. text: version of the text that was shown; by: KEEPER or records.CONSOLE."""

    purpose: str
    text: str
    is_given: bool
    at_s: int
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptGarden:
    """setup_version: grows with each change of the set-up, 0 before the first. consents: the newest, by purpose.

    link_made_s: of the link that opens its pages, None when none does; withdrawn_s: None while it takes part.
    """

    name: str
    setup: Setup = field(default_factory=Setup)
    setup_version: int = 0
    consents: Mapping[str, Consent] = field(default_factory=dict)
    link_made_s: int | None = None
    withdrawn_s: int | None = None

    def consents_to(self, purpose: str) -> bool:
        """To the text as it is now: an older one said something else. A withdrawn garden consents to nothing."""
        newest = self.consents.get(purpose)
        return self.withdrawn_s is None and newest is not None and newest.is_given and newest.text == TEXTS[purpose]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What became of a link. garden: whose, "" for none; browser: what the browser keeps; wait_s above 0: not now."""

    garden: str = ""
    browser: str = field(default="", repr=False)
    wait_s: int = 0

"""What an own page is: an address, a template, and a function from one keeper's look to what the template shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from stoep_gateway.desk.garden_records import Consent, KeptGarden
from stoep_gateway.web.mine.garden_archive import GardenArchive
from stoep_gateway.web.ports import Almanac
from stoep_gateway.web.speech import Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVisit:
    """kept: the garden's name, set-up and its version, consents, link. history: of its consents, the first one first.

    archive: that garden's devices alone. almanac: None without an analyst; of gardens ask it for `kept.name` alone.
    query: what the page asked for (OwnPage.query) and the address has.
    """

    kept: KeptGarden
    archive: GardenArchive
    speaker: Speaker
    almanac: Almanac | None = None
    history: tuple[Consent, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """A page that changes nothing. name: the word that lights up; address: begins with /my-garden.

    build may raise ArchiveAwayError, AlmanacAwayError or RetryableError. Beside what it gives, a template has `garden`,
    the name, and `form_token`, for the hidden field "form" of every form.
    """

    name: str
    address: str
    template: str
    build: Callable[[OwnVisit], Mapping[str, object]]
    query: tuple[str, ...] = ()

"""The list that ends every action: which back-end may have what of a garden, and what to ask its keeper. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stoep_gateway.anonymise.pseudonyms import Pseudonyms
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.records import Cell
from stoep_gateway.residents import words
from stoep_gateway.residents.garden import Garden
from stoep_gateway.residents.held import Held
from stoep_gateway.residents.words import Name, Text

COPIES_DAYS = 30
_PARTS = ("database", "schema", "namespace", "topic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A back-end: its name, its type and where it is. is_here: files below the state folder, which are changed here.

    pseudonyms: None if devices have their own names there. keys: of periods, those that are not destroyed yet.
    """

    name: str
    type: str
    where: str
    is_here: bool = False
    pseudonyms: Pseudonyms | None = None
    keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def names_of(self, device: str) -> tuple[Name, ...]:
        """By which the device can be found there: its own, and those of periods whose key is known."""
        own = Name(device, "")  # also where pseudonyms came later
        if self.pseudonyms is None:
            return (own,)
        names = {period: self.pseudonyms.name_of(device, key=key) for period, key in sorted(self.keys.items())}
        return (own, *(Name(name, period) for period, name in names.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one back-end may have of one device: at most so many values, under these names."""

    place: Place
    device: str
    names: tuple[Name, ...]
    at_most: int
    first_s: int | None
    last_s: int | None
    is_first_known: bool
    ask: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was done, and what is left to do by people."""

    action: str
    garden: str
    devices: tuple[str, ...]
    done: tuple[Text, ...]
    requests: tuple[Request, ...]
    notes: tuple[Text, ...]


def place_of(backend: BackendSettings, *, state_dir: Path, keys: Mapping[str, bytes]) -> Place:
    """Addresses as stoep.toml has them; no user, no secret. keys: of all pseudonyms, by period."""
    pseudonyms = Pseudonyms(every=backend.pseudonyms, purpose=backend.name) if backend.pseudonyms else None
    where, is_here = _where(backend, state_dir=state_dir)
    return Place(
        name=backend.name,
        type=backend.type,
        where=where,
        is_here=is_here,
        pseudonyms=pseudonyms,
        keys={period: key for period, key in keys.items() if ("-" in period) == (backend.pseudonyms == "month")},
    )


def lost_place(name: str) -> Place:
    """A back-end that got something and is in stoep.toml no more."""
    return Place(name=name, type="?", where="?")


def requests(
    action: str, *, garden: Garden, held: Mapping[str, Held], places: Iterable[Place], cell: Cell | None = None
) -> Iterator[Request]:
    """One for each back-end and device of which something may be there."""
    for place in places:
        for device in garden.names:
            known = held[device]
            at_most = known.ever - known.waiting.get(place.name, 0)
            names = place.names_of(device)
            if at_most > 0:
                yield Request(
                    place=place,
                    device=device,
                    names=names,
                    at_most=at_most,
                    first_s=known.first_s,
                    last_s=known.last_s,
                    is_first_known=known.is_all,
                    ask=words.ask(action, names=names, cell=cell, is_here=place.is_here),
                )


def copies_until(now_s: float) -> str:
    """The date until which copies made before may be kept as they are."""
    return (datetime.fromtimestamp(now_s, UTC) + timedelta(days=COPIES_DAYS)).date().isoformat()


def lines(report: Report, *, language: str) -> Iterator[str]:
    """For people, in "nl" or "en"."""
    yield words.title(report.garden, devices=report.devices).of(language)
    for text in report.done:
        yield f"- {text.of(language)}"
    if report.requests:
        yield words.ASKED.of(language)
    for request in report.requests:
        place = request.place
        told = words.delivered(request.at_most, names=request.names, span=_span(request)).of(language)
        lost = f" {words.OLD_NAMES.of(language)}" if place.pseudonyms else ""
        yield f"- {place.name} ({place.type}, {place.where}): {told}{lost} {request.ask.of(language)}"
    for text in report.notes:
        yield f"- {text.of(language)}"


def as_json(report: Report) -> dict[str, object]:
    """Plain values for `json.dumps`. Times: Unix seconds; null: not known."""
    return {
        "action": report.action,
        "garden": report.garden,
        "devices": list(report.devices),
        "done": [_both(text) for text in report.done],
        "requests": [
            {
                "backend": request.place.name,
                "type": request.place.type,
                "where": request.place.where,
                "device": request.device,
                "names": [each._asdict() for each in request.names],
                "at_most": request.at_most,
                "from_s": request.first_s if request.is_first_known else None,
                "to_s": request.last_s,
                "ask": _both(request.ask),
            }
            for request in report.requests
        ],
        "notes": [_both(text) for text in report.notes],
    }


def _both(text: Text) -> dict[str, str]:
    return {"nl": text.nl, "en": text.en}


def _span(request: Request) -> Text:
    if request.last_s is None:
        return words.NO_TIME
    first = _moment(request.first_s) if request.is_first_known and request.first_s is not None else None
    return words.span(first, _moment(request.last_s))


def _moment(time_s: int) -> str:
    return f"{datetime.fromtimestamp(time_s, UTC):%Y-%m-%d %H:%M}"


def _where(backend: BackendSettings, *, state_dir: Path) -> tuple[str, bool]:
    options = backend.options
    if backend.type == "csv":
        folder = Path(str(options.get("output_dir") or state_dir / backend.name))
        return str(folder), folder.resolve().is_relative_to(state_dir.resolve())
    address = re.sub("//[^/@]*@", "//", str(options.get("url") or options.get("host") or "?"))
    if "port" in options:
        address += f":{options['port']}"
    return ", ".join([address, *(f"{key} {options[key]}" for key in _PARTS if key in options)]), False

"""A gateway's own device as a source description: what the gateway knows of it, then what its operator tells.

What is known counts more than what is told: a file may not say that a counter shows no small numbers when it does.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from stoep_gateway.privacy.answers import ordered
from stoep_gateway.privacy.facts import Answer, Facts
from stoep_gateway.privacy.source import Description
from stoep_gateway.privacy.words import NO_WORDS, Words
from stoep_gateway.records import Cell

_MEASURES: Mapping[str, Words] = {
    "people": Words("Hoeveel mensen er langskomen.", "How many people come by."),
    "soil": Words("Hoe nat en hoe warm de bodem is.", "How wet and how warm the soil is."),
    "soil-rs485": Words("Hoe nat en hoe warm de bodem is.", "How wet and how warm the soil is."),
    "air": Words("Hoe schoon de lucht is.", "How clean the air is."),
    "weather": Words("Wat voor weer het is.", "What the weather is like."),
}
_KINDS: Mapping[str, str] = {
    "soil": "soil_probe",
    "soil-rs485": "soil_probe",
    "air": "air_meter",
    "weather": "weather_station",
}
_SOUND = ("sound", "noise", "loudness")
_NO_FACTS: Mapping[str, Answer] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDevice:
    """What a gateway knows of one of its devices without being told.

    k, window_s: of released counts, None for a device that counts nobody; has_noise: they carry noise. keep_days: 0
    for ever, None: not known. recipients: back-ends that get data. page: address of its public page, "" for none.
    facts: known otherwise, by evidence.
    """

    name: str
    profile: str
    quantities: tuple[str, ...] = ()
    cell: Cell | None = None
    k: int | None = None
    window_s: int | None = None
    has_noise: bool = False
    keep_days: int | None = None
    recipients: tuple[str, ...] = ()
    page: str = ""
    is_public: bool = True
    facts: Mapping[str, Answer] = field(default_factory=lambda: dict(_NO_FACTS))


def described(device: OwnDevice, *, told: Description | None, facts: Facts) -> Description:
    """told: of its profile, by the operator; None: nothing is told."""
    base = told or Description(id=device.name)
    noise = ("noise",) if device.has_noise else ()
    return replace(
        base,
        id=device.name,
        name=Words(device.name, device.name),
        measures=base.measures or _MEASURES.get(device.profile, NO_WORDS),
        kind=base.kind or _KINDS.get(device.profile, ""),
        theme=base.theme or ("environment" if device.profile in _KINDS else ""),
        cell=device.cell,
        recipients=tuple(dict.fromkeys((*base.recipients, *device.recipients))),
        protections=tuple(
            dict.fromkeys((*noise, "encrypted", *(each for each in base.protections if each != "noise")))
        ),
        page=device.page or base.page,
        facts=ordered({**base.facts, **known_facts(device), **device.facts}, facts=facts),
    )


def captured(quantities: Collection[str], *, is_people: bool) -> frozenset[str]:
    """What quantities say about the world, in the words of the fact `captures`. is_people: they count people."""
    if is_people:
        return frozenset({"presence_no_image"})
    sounds = [quantity for quantity in quantities if quantity.startswith(_SOUND)]
    return frozenset(
        {
            *(("sound_level",) if sounds else ()),
            *(("environment",) if len(sounds) < len(quantities) or not sounds else ()),
        }
    )


def known_facts(device: OwnDevice) -> dict[str, Answer]:
    """Those that follow from what the gateway does with such a device."""
    counts = device.k is not None
    found: dict[str, Answer] = {"captures": captured(device.quantities, is_people=counts)}
    if counts:
        found["output"] = "totals_only"
    if device.k is not None:
        found["min_group"] = device.k
    if device.window_s is not None:
        found["interval_min"] = device.window_s / 60 if device.window_s % 60 else device.window_s // 60
    if device.keep_days is not None:
        found["keep_days"] = device.keep_days or math.inf
        found["auto_delete"] = device.keep_days > 0
    if device.is_public:
        found |= {"shared": "public", "public_place": "area" if device.cell else "none"}
    return found

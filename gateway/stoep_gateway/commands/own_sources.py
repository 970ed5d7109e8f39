"""Source descriptions of a gateway's own devices: from stoep.toml, the device list and what the operator tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from stoep_gateway.anonymise.quantities import SENSITIVE, Classes
from stoep_gateway.config.settings import Settings
from stoep_gateway.privacy.facts import Facts
from stoep_gateway.privacy.own import OwnDevice, described
from stoep_gateway.privacy.source import Description
from stoep_gateway.records import SOIL_PROFILES
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.store import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSources:
    """left_out: how many devices hang at homes."""

    descriptions: tuple[Description, ...]
    left_out: int


def own_descriptions(settings: Settings, *, facts: Facts) -> OwnSources:
    """By name, without devices that were revoked. ConfigError."""
    devices = [device for device in Registry(settings.gateway.state_dir).load().values() if not device.revoked]
    public = sorted((device for device in devices if not _is_of_garden(device)), key=lambda device: device.name)
    classes = Classes(own=settings.quantities)
    told: Mapping[str, Description] = {}
    return OwnSources(
        descriptions=tuple(
            described(_own(device, settings=settings, classes=classes), told=told.get(device.profile.name), facts=facts)
            for device in public
        ),
        left_out=len(devices) - len(public),
    )


def _is_of_garden(device: Device) -> bool:
    return device.withdrawn or device.profile.name in SOIL_PROFILES


def _own(device: Device, *, settings: Settings, classes: Classes) -> OwnDevice:
    counts = classes.kind_of(device.profile) == SENSITIVE or device.profile.is_people
    people, site = settings.people, settings.web.public_url
    return OwnDevice(
        name=device.name,
        profile=device.profile.name,
        cell=device.cell,
        k=people.k if counts else None,
        window_s=people.window_s if counts else None,
        has_noise=counts and people.epsilon != "none",
        keep_days=settings.archive.keep_days,
        recipients=tuple(backend.name for backend in settings.backends),
        page=f"{site}/device/{quote(device.name)}" if site else "",
    )

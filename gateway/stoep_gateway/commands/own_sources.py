"""Source descriptions of a gateway's own devices: from stoep.toml, the device list and what the operator tells."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from stoep_gateway.anonymise.quantities import SENSITIVE, Classes
from stoep_gateway.config.settings import Settings
from stoep_gateway.inspection.inspect import Inspector
from stoep_gateway.inspection.judged import is_known
from stoep_gateway.privacy.facts import Answer, Facts
from stoep_gateway.privacy.own import OwnDevice, described
from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.source import Description
from stoep_gateway.records import SOIL_PROFILES
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.store import Registry
from stoep_gateway.supervise.told_sources import told_sources


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSources:
    """left_out: how many devices hang at homes."""

    descriptions: tuple[Description, ...]
    left_out: int


def own_descriptions(settings: Settings, *, rulebook: Rulebook) -> OwnSources:
    """By name, without revoked devices. What evidence tells counts more than the configuration. ConfigError."""
    devices = [device for device in Registry(settings.gateway.state_dir).load().values() if not device.revoked]
    public = sorted((device for device in devices if not _is_of_garden(device)), key=lambda device: device.name)
    told = told_sources(settings.privacy.answers_dir, rulebook=rulebook)
    profiles = {device.profile.name for device in public}
    evidence = _evidence(settings, profiles=profiles, facts=rulebook.facts) if public else {}
    classes = Classes(own=settings.quantities)
    return OwnSources(
        descriptions=tuple(
            described(
                _own(device, settings=settings, classes=classes, evidence=evidence[device.profile.name]),
                told=told.get(device.profile.name),
                facts=rulebook.facts,
            )
            for device in public
        ),
        left_out=len(devices) - len(public),
    )


def _evidence(settings: Settings, *, profiles: Collection[str], facts: Facts) -> Mapping[str, Mapping[str, Answer]]:
    """By profile: what files and databases tell; nothing is asked of anything that runs."""
    inspection = Inspector(settings).at_rest()
    return {
        profile: {
            fact: found.value for fact, found in inspection.facts(profile).items() if is_known(facts, fact, found.value)
        }
        for profile in profiles
    }


def _is_of_garden(device: Device) -> bool:
    return device.withdrawn or device.profile.name in SOIL_PROFILES


def _own(device: Device, *, settings: Settings, classes: Classes, evidence: Mapping[str, Answer]) -> OwnDevice:
    counts = classes.kind_of(device.profile) == SENSITIVE or device.profile.is_people
    people, site = settings.people, settings.web.public_url
    return OwnDevice(
        name=device.name,
        profile=device.profile.name,
        quantities=tuple(column.quantity for column in device.profile.columns),
        cell=device.cell,
        k=people.k if counts else None,
        window_s=people.window_s if counts else None,
        has_noise=counts and people.epsilon != "none",
        keep_days=settings.archive.keep_days,
        recipients=tuple(backend.name for backend in settings.backends),
        page=f"{site}/device/{quote(device.name)}" if site else "",
        facts=evidence,
    )

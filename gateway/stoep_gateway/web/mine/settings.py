"""The page of settings: what is kept of the garden, consents with their dates, and the link. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from stoep_gateway.desk.garden_records import PURPOSES, Consent, KeptGarden
from stoep_gateway.garden.probe import setup_for
from stoep_gateway.garden.soil import CLASSES
from stoep_gateway.web.garden.picture import what_of
from stoep_gateway.web.mine.dates import dated
from stoep_gateway.web.mine.own_page import OwnPage, OwnVisit
from stoep_gateway.web.ports import Device
from stoep_gateway.web.quantities import kind_of
from stoep_gateway.web.speech import Speaker

_DONE = ("consent",)  # what was just done, as the address says it


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that its keeper said. step: where it can be said otherwise."""

    name: str
    text: str
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """is_given: now; text: what was said and when."""

    purpose: str
    title: str
    is_given: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the history. machine: the moment for <time>."""

    day: str
    machine: str
    text: str


def build(visit: OwnVisit) -> Mapping[str, object]:
    """What the template shows."""
    speaker = visit.speaker
    setup = setup_for(visit.kept.setup, probe=visit.archive.probe(now_s=speaker.now_s))
    kept = replace(visit.kept, setup=setup)
    status = visit.archive.status()
    return {
        "lines": lines(kept, speaker=speaker),
        "what": what_of(speaker, kept.setup.soil),
        "devices": devices(visit.archive.devices(), speaker=speaker),
        "keep_days": status.retention_days if status else None,
        "permissions": tuple(_permission(purpose, kept=kept, speaker=speaker) for purpose in PURPOSES),
        "history": tuple(row(consent, speaker=speaker) for consent in reversed(visit.history)),
        "link_made": dated(kept.link_made_s, speaker=speaker) if kept.link_made_s is not None else "",
        "withdrawn": dated(kept.withdrawn_s, speaker=speaker) if kept.withdrawn_s is not None else "",
        "done": visit.query.get("done", "") if visit.query.get("done") in _DONE else "",
    }


def lines(kept: KeptGarden, *, speaker: Speaker) -> tuple[Line, ...]:
    """What was said of the garden, step by step."""
    setup, t = kept.setup, speaker.t
    nothing = t("settings.unsaid")
    points = setup.calibration
    soil = (
        f"{t(f'soil.{setup.soil}')} ({setup.soil}, {t(f'setup.by.{setup.soil_by}')})" if setup.soil in CLASSES else ""
    )
    paved = "" if setup.paved_percent is None else t("settings.paved", n=setup.paved_percent)
    probe = t("settings.probe.points", dry=points.dry_mv, wet=points.wet_mv) if points else ""
    said = {
        "settings.soil": (soil, 1),
        "settings.planting": (t(f"planting.{setup.planting}") if setup.planting else "", 2),
        "settings.sun": (t(f"setup.sun.{setup.sun}") if setup.sun else "", 3),
        "settings.paving": (paved, 3),
        "settings.probe": (probe, 4),
    }
    return tuple(Line(name=t(key), text=text or nothing, step=step) for key, (text, step) in said.items())


def devices(known: tuple[Device, ...], *, speaker: Speaker) -> tuple[str, ...]:
    """Name and kind of each."""
    return tuple(f"{device.name} ({speaker.t(f'kind.{kind_of(device.profile)}').lower()})" for device in known)


def row(consent: Consent, *, speaker: Speaker) -> Row:
    """Of the history."""
    return Row(
        day=dated(consent.at_s, speaker=speaker),
        machine=speaker.machine(consent.at_s),
        text=speaker.t(
            f"settings.history.{'yes' if consent.is_given else 'no'}",
            title=speaker.t(f"consent.{consent.purpose}.title"),
            version=consent.text,
            by=speaker.t(f"settings.by.{consent.by}"),
        ),
    )


def _permission(purpose: str, *, kept: KeptGarden, speaker: Speaker) -> Permission:
    newest = kept.consents.get(purpose)
    text = speaker.t("settings.consent.unasked")
    if newest:
        key = "setup.consent.said.yes" if newest.is_given else "setup.consent.said.no"
        text = speaker.t(key, day=dated(newest.at_s, speaker=speaker))
    return Permission(
        purpose=purpose,
        title=speaker.t(f"consent.{purpose}.title"),
        is_given=kept.consents_to(purpose),
        text=text,
    )


SETTINGS = OwnPage(
    name="settings", address="/my-garden/settings", template="my_settings.html", build=build, query=("done",)
)

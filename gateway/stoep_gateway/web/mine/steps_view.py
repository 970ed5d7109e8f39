"""What the pages of a set-up show: choices, what was entered or is kept, what is wrong. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from stoep_gateway.desk.garden_records import PURPOSES, TEXTS, KeptGarden
from stoep_gateway.garden.records import FROM_LAB, PLANTINGS
from stoep_gateway.garden.said import SUNS
from stoep_gateway.garden.soil import CLASSES, QUESTIONS
from stoep_gateway.web.mine import steps
from stoep_gateway.web.mine.dates import dated
from stoep_gateway.web.mine.garden_archive import GardenArchive
from stoep_gateway.web.ports import Reading
from stoep_gateway.web.speech import Speaker

_MILLIVOLTS = "probe_mv"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLink:
    """number: from 1."""

    number: int
    title: str
    is_done: bool
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One button of several."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """name: of the form's field."""

    name: str
    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A consent. said: what was answered, and when; "" when nobody did."""

    name: str
    title: str
    text: str
    version: str
    said: str
    choices: tuple[Choice, ...]


def probe_reading(archive: GardenArchive, *, now_s: int) -> tuple[str, Reading | None, bool]:
    """(name of the probe, its newest reading in mV, whether it tells mV). A garden without any probe, its name is "",
    needs two points later on. Of several it is the one that the garden's water is estimated from.
    """
    name = archive.probe(now_s=now_s)
    profile = next((device.profile for device in archive.devices() if device.name == name), "")
    found = [
        reading for reading in archive.latest(name) if reading.quantity == _MILLIVOLTS and reading.time_s is not None
    ]
    newest = max(found, key=lambda reading: reading.time_s or 0, default=None)
    return name, newest, profile != "soil-rs485"


def view(
    step: str,
    *,
    kept: KeptGarden,
    form: Mapping[str, str],
    flaw: str,
    read: Reading | None,
    newest: Reading | None,
    needs_points: bool,
    has_postcodes: bool,
    speaker: Speaker,
) -> dict[str, object]:
    """For the template. form: what was sent, {} at a first look; read: what was asked to be read now."""
    is_done = steps.done(kept, needs_points=needs_points)
    values = form or _held(kept)
    return {
        "step": step,
        "number": steps.STEPS.index(step) + 1,
        "last": len(steps.STEPS),
        "links": tuple(
            StepLink(number=number, title=speaker.t(f"setup.{name}"), is_done=is_done[name], is_here=name == step)
            for number, name in enumerate(steps.STEPS, 1)
        ),
        "flaw": speaker.t(f"setup.flaw.{flaw}") if flaw else "",
        "values": values,
        "now": _now(step, kept=kept, speaker=speaker),
        "questions": _questions(step, values=values, speaker=speaker),
        "soils": _choices(CLASSES, "soil", chosen=values.get("soil", ""), speaker=speaker),
        "asked": tuple(_asked(purpose, kept=kept, form=form, speaker=speaker) for purpose in PURPOSES),
        "has_postcodes": has_postcodes,
        "needs_points": needs_points,
        "newest": _told(newest, key="setup.probe.newest", speaker=speaker),
        "read": _told(read, key="setup.probe.read", speaker=speaker),
    }


def _held(kept: KeptGarden) -> dict[str, str]:
    """What is kept, as a form would say it; the finger's answers are not kept, only what they led to."""
    setup, points = kept.setup, kept.setup.calibration
    return {
        **({"soil": setup.soil} if setup.soil_by == FROM_LAB else {}),
        "planting": setup.planting,
        "sun": setup.sun,
        "paved": "" if setup.paved_percent is None else str(setup.paved_percent),
        **({"dry": str(points.dry_mv), "wet": str(points.wet_mv)} if points else {}),
    }


def _now(step: str, *, kept: KeptGarden, speaker: Speaker) -> str:
    """What is known of the soil already, "" in the other steps: those show it in their fields."""
    setup = kept.setup
    if step != steps.SOIL or setup.soil not in CLASSES:
        return ""
    return speaker.t("setup.soil.now", soil=speaker.t(f"soil.{setup.soil}"), by=speaker.t(f"setup.by.{setup.soil_by}"))


def _questions(step: str, *, values: Mapping[str, str], speaker: Speaker) -> tuple[Question, ...]:
    by_step: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
        steps.SOIL: {name: (f"finger.{name}", answers) for name, answers in QUESTIONS.items()},
        steps.PLANTS: {"planting": ("planting", PLANTINGS)},
        steps.PLACE: {"sun": ("setup.sun", SUNS)},
    }
    return tuple(
        Question(
            name=name,
            text=speaker.t(f"setup.ask.{name}"),
            choices=_choices(answers, stem, chosen=values.get(name, ""), speaker=speaker),
        )
        for name, (stem, answers) in by_step.get(step, {}).items()
    )


def _choices(
    answers: Mapping[str, object] | tuple[str, ...], stem: str, *, chosen: str, speaker: Speaker
) -> tuple[Choice, ...]:
    return tuple(
        Choice(value=answer, text=speaker.t(f"{stem}.{answer}"), is_chosen=answer == chosen) for answer in answers
    )


def _asked(purpose: str, *, kept: KeptGarden, form: Mapping[str, str], speaker: Speaker) -> Asked:
    field = steps.FIELDS[purpose]
    newest = kept.consents.get(purpose)
    held = ("yes" if newest.is_given else "no") if newest and steps.is_answered(kept, purpose) else ""
    said = ""
    if newest:
        key = "setup.consent.old" if not held else f"setup.consent.said.{held}"
        said = speaker.t(key, day=dated(newest.at_s, speaker=speaker))
    return Asked(
        name=field,
        title=speaker.t(f"consent.{purpose}.title"),
        text=speaker.t(f"consent.{purpose}.text"),
        version=speaker.t("consent.version", version=TEXTS[purpose]),
        said=said,
        choices=_choices(("yes", "no"), f"consent.{purpose}", chosen=form.get(field, held), speaker=speaker),
    )


def _told(reading: Reading | None, *, key: str, speaker: Speaker) -> str:
    if reading is None:
        return ""
    return speaker.t(key, value=speaker.amount(reading.value, decimals=0, unit="mV"), age=speaker.age(reading.time_s))

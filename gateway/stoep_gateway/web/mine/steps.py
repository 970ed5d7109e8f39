"""The five steps of a set-up: what each asks, and what its form says. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stoep_gateway.desk.garden_records import OPEN_DATA, PURPOSES, RESEARCH, TEXTS, KeptGarden
from stoep_gateway.desk.gardens import Changes
from stoep_gateway.garden import said
from stoep_gateway.garden.records import FROM_FINGER, FROM_LAB, FROM_POSTCODE, PLANTINGS
from stoep_gateway.garden.soil import CLASSES, QUESTIONS, finger

SOIL, PLANTS, PLACE, PROBE, CONSENT = "soil", "plants", "place", "probe", "consent"
STEPS = (SOIL, PLANTS, PLACE, PROBE, CONSENT)
FIELDS = {RESEARCH: "research", OPEN_DATA: "open"}  # of the form, by purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a form says. flaw: the stem of a sentence, "" when all is fine: nothing of it is kept else."""

    changes: Changes = field(default_factory=Changes)
    consents: Mapping[str, bool] = field(default_factory=dict)
    flaw: str = ""


def read(step: str, form: Mapping[str, str], *, postcodes: Mapping[str, str]) -> Said:
    """postcodes: Staring code by the four digits, {} when the operator has no table."""
    if step == SOIL:
        return _soil(form, postcodes=postcodes)
    if step == PLANTS:
        planting = form.get("planting", "")
        return Said(changes=Changes(planting=planting)) if planting in PLANTINGS else Said(flaw="plants.none")
    if step == PLACE:
        return _place(form)
    if step == PROBE:
        return _probe(form)
    answers = {purpose: form.get(field) for purpose, field in FIELDS.items()}
    given = {purpose: answer == "yes" for purpose, answer in answers.items() if answer in ("yes", "no")}
    return Said(consents=given) if given else Said(flaw="consent.none")


def done(kept: KeptGarden, *, needs_points: bool) -> dict[str, bool]:
    """By step. needs_points: the garden has a probe that tells millivolts."""
    setup = kept.setup
    return {
        SOIL: bool(setup.soil),
        PLANTS: bool(setup.planting),
        PLACE: bool(setup.sun) and setup.paved_percent is not None,
        PROBE: setup.calibration is not None or not needs_points,
        CONSENT: all(is_answered(kept, purpose) for purpose in PURPOSES),
    }


def is_answered(kept: KeptGarden, purpose: str) -> bool:
    """To the text that is shown now."""
    newest = kept.consents.get(purpose)
    return newest is not None and newest.text == TEXTS[purpose]


def _soil(form: Mapping[str, str], *, postcodes: Mapping[str, str]) -> Said:
    by = form.get("by", "")
    if by == FROM_LAB:
        code, flaw = form.get("soil", ""), "soil.lab.none"
    elif by == FROM_POSTCODE:
        code, flaw = postcodes.get(form.get("postcode", "").strip()[:4], ""), "soil.postcode.none"
    else:
        by, flaw = FROM_FINGER, "soil.finger.few"
        code = next(iter(finger({question: form.get(question, "") for question in QUESTIONS})), "")
    return Said(changes=Changes(soil=code, soil_by=by)) if code in CLASSES else Said(flaw=flaw)


def _place(form: Mapping[str, str]) -> Said:
    """One of the two may be left out."""
    sun, paved = form.get("sun", ""), form.get("paved", "").strip()
    changes = Changes()
    if sun in said.SUNS:
        changes["sun"] = sun
    if paved:
        try:
            changes["paved_percent"] = said.percent(paved)
        except said.SaidError:
            return Said(flaw="place.paved")
    return Said(changes=changes) if changes else Said(flaw="place.none")


def _probe(form: Mapping[str, str]) -> Said:
    try:
        points = said.calibration(dry=form.get("dry", ""), wet=form.get("wet", ""))
    except said.SaidError as error:
        return Said(flaw=f"probe.{error.why}")
    return Said(changes=Changes(calibration=points))

"""What the page of one garden shows its keeper: advice, soil, weeks, others, research, probe. Pure."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from stoep_gateway.almanac.records import COUNTS, NO, Figure, GardenDevice, GardenFindings
from stoep_gateway.desk.garden_records import KeptGarden
from stoep_gateway.garden.probe import setup_for
from stoep_gateway.garden.records import NOT_KNOWN
from stoep_gateway.garden.soil import CLASSES
from stoep_gateway.records import SOIL_PROFILES
from stoep_gateway.web.garden.advice import advice_view
from stoep_gateway.web.garden.others import Comparison, compare, newest
from stoep_gateway.web.garden.picture import picture
from stoep_gateway.web.garden.probe import Probe, probe
from stoep_gateway.web.garden.weeks import weeks
from stoep_gateway.web.speech import Speaker

# What there is to show: OK, or why nothing can be said.
OK, NEW, EMPTY, AWAY, WITHDRAWN = "ok", "new", "empty", "away", "withdrawn"
_OLD_DAYS = 1
_AT_A_BORDER = "unsure"  # of garden.advice.REASONS


def state_of(garden: KeptGarden, *, findings: GardenFindings | None, is_away: bool) -> str:
    """is_away: nobody can tell now what was found."""
    if garden.withdrawn_s is not None:
        return WITHDRAWN
    if not garden.setup.soil or not garden.setup.planting:
        return NEW
    if is_away:
        return AWAY
    return OK if findings and findings.reading is not None and findings.estimates else EMPTY


def own(
    speaker: Speaker,
    *,
    garden: KeptGarden,
    findings: GardenFindings | None,
    is_away: bool,
    figures: Sequence[Figure],
    k: int,
    reports: Sequence[int],
) -> Mapping[str, object]:
    """For the template. figures: of the last days; reports: years."""
    state = state_of(garden, findings=findings, is_away=is_away)
    shared = {"state": state, "garden": garden.name, "title": _title(speaker, state)}
    if state in (WITHDRAWN, AWAY):
        return {**shared, "probe": None, "reports": ()}
    found = {
        **shared,
        "probe": probe_view(speaker, garden=garden, findings=findings) if findings else None,
        "together": newest(figures),
        "research": findings.research if findings else NO,
        "others_from": k + 1,
        "reports": tuple(reports),
    }
    if state != OK or findings is None:
        return found
    last = findings.estimates[-1]
    return {
        **found,
        "notices": tuple(notices(speaker, garden=garden, findings=findings)),
        "advice": advice_view(speaker, findings.advice),
        "advice_day": speaker.on(last.date),
        "picture": picture(speaker, last, setup=garden.setup, is_sure=is_sure(findings)),
        "weeks": weeks(speaker, findings.days, estimates=findings.estimates, events=findings.events),
        "others": comparison(speaker, garden=garden, findings=findings, figures=figures),
    }


def is_sure(findings: GardenFindings) -> bool:
    """Whether the numbers of today carry advice. One at the border of two advices is as good as any."""
    return findings.advice.kind != NOT_KNOWN or findings.advice.reason == _AT_A_BORDER


def notices(speaker: Speaker, *, garden: KeptGarden, findings: GardenFindings) -> list[str]:
    """What makes today's advice another one than it looks."""
    found = []
    if findings.setup_version != garden.setup_version:
        found.append(speaker.t("my.pending"))
    last = findings.estimates[-1].date
    if last < speaker.today - timedelta(days=_OLD_DAYS):
        found.append(speaker.t("my.old", day=speaker.on(last)))
    return found


def probe_view(speaker: Speaker, *, garden: KeptGarden, findings: GardenFindings) -> Probe:
    """Of the soil device that readings are of: the first of those. A calibration of another one is none."""
    soil = (device for device in findings.devices if device.profile in SOIL_PROFILES)
    device = next(soil, GardenDevice(name="", profile=""))
    last = findings.estimates[-1] if findings.estimates else None
    return probe(
        speaker,
        setup=setup_for(garden.setup, probe=device.name),
        unit=findings.unit,
        battery_mv=device.battery_mv,
        reading=findings.reading,
        last_s=findings.reading_s,
        fault=last.fault if last else "",
        silent_days=last.silent_days if last else 0,
    )


def comparison(
    speaker: Speaker, *, garden: KeptGarden, findings: GardenFindings, figures: Sequence[Figure]
) -> Comparison | None:
    """With the gardens of its own soil where those may be shown, else with all; None: there are too few."""
    soil = CLASSES.get(garden.setup.soil)
    return compare(
        speaker,
        figures,
        soil=soil.group if soil else "",
        fills={estimate.date: round(100 * estimate.fill) for estimate in findings.estimates},
        is_sure=is_sure(findings),
        is_among=findings.research == COUNTS,
    )


def _title(speaker: Speaker, state: str) -> str:
    return speaker.t("my.title" if state == OK else f"my.{state}.title")

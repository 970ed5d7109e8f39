"""What a garden's days say: estimates, advice, events. Pure."""

import zlib
from datetime import date

from stoep_gateway.almanac.blocks import Kind
from stoep_gateway.almanac.cohorts import paved_of, region_of
from stoep_gateway.almanac.figures import MemberDay, member_day
from stoep_gateway.almanac.records import NO, GardenFindings
from stoep_gateway.analyst.garden_days import Found
from stoep_gateway.analyst.garden_map import Plot
from stoep_gateway.desk.garden_records import OPEN_DATA, RESEARCH, KeptGarden
from stoep_gateway.garden.advice import advise
from stoep_gateway.garden.balance.season import season
from stoep_gateway.garden.events import events
from stoep_gateway.garden.records import Advice, Day, Estimate, Setup
from stoep_gateway.garden.soil import CLASSES


def findings_of(plot: Plot, found: Found, *, kept: KeptGarden, made_s: int) -> GardenFindings | None:
    """kept: what its keeper said. None: nothing was measured yet."""
    if not found.days:
        return None
    seed = zlib.crc32(plot.name.encode())  # the same garden, the same members: only news changes an estimate
    estimates = season(found.days, setup=kept.setup, unit=found.unit, seed=seed)
    return GardenFindings(
        name=plot.name,
        made_s=made_s,
        setup_version=kept.setup_version,
        unit=found.unit,
        devices=plot.devices,
        reading=found.reading,
        reading_s=found.reading_s,
        days=found.days,
        estimates=estimates,
        events=events(found.days, estimates, kept.setup, unit=found.unit),
        advice=advise(estimates[-1], setup=kept.setup, day=found.days[-1], unit=found.unit),
        research=NO,
    )


def kind_of(plot: Plot, *, kept: KeptGarden) -> Kind | None:
    """With whom it counts; None: its keeper does not consent to research, or nobody said what soil it has."""
    soil = CLASSES.get(kept.setup.soil)
    if soil is None or not kept.consents_to(RESEARCH):
        return None
    return Kind(
        soil=soil.group,
        paved=paved_of(kept.setup.paved_percent),
        region=region_of(plot.cell.x_m, plot.cell.y_m) if plot.cell else "",
        is_open=kept.consents_to(OPEN_DATA),
    )


def share_of(findings: GardenFindings, *, on: date, setup: Setup) -> MemberDay | None:
    """What it adds to its block on a day that is over. None: that day is not among those found."""

    def advice(estimate: Estimate, day: Day) -> Advice:
        return advise(estimate, setup=setup, day=day, unit=findings.unit)

    return member_day(findings.days, findings.estimates, on=on, paved_percent=setup.paved_percent, advise=advice)

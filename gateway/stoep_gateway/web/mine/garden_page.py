"""The page of one garden, and its week to print: what the almanac found, for its keeper alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from stoep_gateway.almanac.records import Figure, GardenFindings
from stoep_gateway.web.garden.known import K
from stoep_gateway.web.garden.own import own
from stoep_gateway.web.garden.week import week
from stoep_gateway.web.mine.own_page import OwnPage, OwnVisit
from stoep_gateway.web.ports import AlmanacAwayError

_FIGURE_DAYS = 8  # the digest looks back so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the almanac told. findings: None: nothing yet, or it is away. k: as About has it."""

    findings: GardenFindings | None
    figures: tuple[Figure, ...]
    reports: tuple[int, ...]
    k: int
    is_away: bool


def _ask(visit: OwnVisit) -> Found:
    """An almanac that is away is part of the page: settings, link and readings are there all the same."""
    nothing = Found(findings=None, figures=(), reports=(), k=K, is_away=True)
    if visit.almanac is None:
        return nothing
    today = visit.speaker.today
    try:
        about = visit.almanac.about()
        return Found(
            findings=visit.almanac.garden(visit.kept.name),
            figures=visit.almanac.figures(today - timedelta(days=_FIGURE_DAYS), today),
            reports=visit.almanac.reports(),
            k=about.k if about else K,
            is_away=False,
        )
    except AlmanacAwayError:
        return nothing


def build(visit: OwnVisit) -> Mapping[str, object]:
    """In every state: not set up, nothing measured, not calibrated, faulty, away, withdrawn."""
    found = _ask(visit)
    return own(
        visit.speaker,
        garden=visit.kept,
        findings=found.findings,
        is_away=found.is_away,
        figures=found.figures,
        k=found.k,
        reports=found.reports,
    )


def build_week(visit: OwnVisit) -> Mapping[str, object]:
    """Without the garden's name: it may be passed on."""
    found = _ask(visit)
    return week(
        visit.speaker,
        garden=visit.kept,
        findings=found.findings,
        is_away=found.is_away,
        figures=found.figures,
    )


GARDEN = OwnPage(name="my-garden", address="/my-garden", template="my_garden.html", build=build)
WEEK = OwnPage(name="my-week", address="/my-garden/week", template="my_week.html", build=build_week)

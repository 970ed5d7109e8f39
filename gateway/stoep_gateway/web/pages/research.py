"""What the gardens teach together: cohorts, how gardens are protected, reports, open data."""

from collections.abc import Mapping

from stoep_gateway.web.garden.known import group_min, known
from stoep_gateway.web.garden.others import Cohort, Share, cohorts, newest
from stoep_gateway.web.page import Page, Visit
from stoep_gateway.web.pages.garden import last_figures
from stoep_gateway.web.ports import Almanac


def build(visit: Visit) -> Mapping[str, object]:
    """Without an almanac: how it will work."""
    figures = last_figures(visit) or ()
    found = cohorts(visit.speaker, figures)
    day = newest(figures)

    def reports(almanac: Almanac) -> tuple[int, ...]:
        return almanac.reports()

    return {
        "together": day,
        "blocks": len({figure.block for figure in figures if day and figure.date == day.date}),
        "group_min": group_min(visit.almanac),
        "kinds": {kind: tuple(map(_share, group)) for kind, group in found.items() if group},
        "has_mixed": any(not each.key for group in found.values() for each in group),
        "reports": known(visit.almanac, reports) or (),
    }


def _share(cohort: Cohort) -> Share:
    return Share(label=cohort.label, percent=cohort.figure.fill_percent, gardens=cohort.figure.gardens)


PAGE = Page(name="research", address="/research", template="research.html", build=build, section="garden")

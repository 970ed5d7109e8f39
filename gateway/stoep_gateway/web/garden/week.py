"""A garden's last seven days to print or to pass on: sentences, the soil, a table. Pure; it names no garden."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from stoep_gateway.almanac.records import Figure, GardenFindings
from stoep_gateway.desk.garden_records import KeptGarden
from stoep_gateway.garden.records import Event
from stoep_gateway.web.garden.advice import advice_view
from stoep_gateway.web.garden.own import OK, comparison, is_sure, notices, probe_view, state_of
from stoep_gateway.web.garden.picture import picture
from stoep_gateway.web.garden.weeks import Weeks, weeks
from stoep_gateway.web.speech import Speaker

_DAYS = 7


def week(
    speaker: Speaker,
    *,
    garden: KeptGarden,
    findings: GardenFindings | None,
    is_away: bool,
    figures: Sequence[Figure],
) -> Mapping[str, object]:
    """For the template."""
    state = state_of(garden, findings=findings, is_away=is_away)
    if state != OK or findings is None:
        return {"state": state, "title": speaker.t(f"my.{state}.title")}
    last = findings.estimates[-1]
    first = last.date - timedelta(days=_DAYS - 1)
    found = weeks(speaker, findings.days, estimates=findings.estimates, events=findings.events, count=_DAYS)
    return {
        "state": state,
        "title": speaker.t("week.title", start=speaker.short(first), end=speaker.short(last.date)),
        "notices": tuple(notices(speaker, garden=garden, findings=findings)),
        "advice": advice_view(speaker, findings.advice),
        "advice_day": speaker.on(last.date),
        "picture": picture(speaker, last, setup=garden.setup, is_sure=is_sure(findings)),
        "sentences": tuple(_sentences(speaker, found, findings=findings)) if found else (),
        "weeks": found,
        "others": comparison(speaker, garden=garden, findings=findings, figures=figures),
        "probe": probe_view(speaker, garden=garden, findings=findings),
    }


def _sentences(speaker: Speaker, found: Weeks, *, findings: GardenFindings) -> Iterator[str]:
    last = findings.estimates[-1].date
    first = last - timedelta(days=_DAYS - 1)
    fills = [round(100 * estimate.fill) for estimate in findings.estimates if estimate.date >= first]
    key = "week.same" if fills[0] == fills[-1] else "week.fell" if fills[-1] < fills[0] else "week.rose"
    yield speaker.t(key, first=fills[0], last=fills[-1])
    if found.rain_total_mm is None:
        yield speaker.t("weeks.words.no.rain")
    else:
        yield speaker.t("week.rain", mm=round(found.rain_total_mm))
    for event in findings.events:
        if event.end >= first and event.start <= last:
            yield speaker.t("week.event", what=_what(speaker, event), when=_when(speaker, event))


def _what(speaker: Speaker, event: Event) -> str:
    words = speaker.t(f"event.{event.kind}")
    return words[:1].upper() + words[1:]


def _when(speaker: Speaker, event: Event) -> str:
    if event.start == event.end:
        return speaker.on(event.start)
    return speaker.t("week.span", start=speaker.on(event.start), end=speaker.on(event.end))

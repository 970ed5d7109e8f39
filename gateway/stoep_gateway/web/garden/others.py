"""What gardens say together: figures of whole blocks, and how one garden compares. Pure; nothing of fewer than k."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from stoep_gateway.almanac.cohorts import by_day, by_paved, by_region, by_soil, of_garden
from stoep_gateway.almanac.records import Figure
from stoep_gateway.web.speech import Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One line with a bar: of whom, per cent, how many gardens."""

    label: str
    percent: int
    gardens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """text: who is compared. rows: the garden, then the others. water: what those were advised."""

    text: str
    rows: tuple[Share, ...]
    water: str


def compare(
    speaker: Speaker, figures: Sequence[Figure], *, soil: str, fills: Mapping[date, int], is_sure: bool, is_among: bool
) -> Comparison | None:
    """soil: the garden's group; fills: of the garden, per cent, by day; is_sure: they may be compared; is_among: it
    counts in the figures.

    None: there are no figures, or the garden has no fill of that day.
    """
    figure = of_garden(figures, soil=soil)
    if figure is None or figure.date not in fills:
        return None
    which = speaker.t("others.which", soil=speaker.t(f"soil.group.{figure.soil}")) if figure.soil else ""
    key = "others.text" if is_among else "others.text.without"
    return Comparison(
        text=speaker.t(key, n=figure.gardens, which=which, day=speaker.on(figure.date)),
        rows=(
            *((Share(label=speaker.t("others.mine"), percent=fills[figure.date]),) if is_sure else ()),
            Share(label=speaker.t("others.all", n=figure.gardens), percent=figure.fill_percent),
        ),
        water=speaker.t("others.water", percent=figure.water_percent),
    )


def newest(figures: Sequence[Figure]) -> Figure | None:
    """All blocks of the newest day together."""
    days = by_day(figures)
    return days[max(days)] if days else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Gardens that have one thing in common, on the newest day. key: what; "" for those of mixed blocks."""

    key: str
    label: str
    figure: Figure


def cohorts(speaker: Speaker, figures: Sequence[Figure]) -> dict[str, tuple[Cohort, ...]]:
    """By soil, pavement and region: those that have figures on the newest day; () where all blocks are mixed."""
    days = [figure.date for figure in figures]
    last = max(days, default=None)
    today = [figure for figure in figures if figure.date == last]

    def named(kind: str, label: str) -> str:
        if not label:
            return speaker.t("cohort.mixed")
        if kind == "soil":
            return speaker.t(f"soil.group.{label}")
        if kind == "paved":
            return speaker.t(f"cohort.paved.{label}")
        x_km, _, y_km = label.partition("-")
        return speaker.t("cohort.region", x=x_km, y=y_km)

    found = {}
    for kind, by in (("soil", by_soil), ("paved", by_paved), ("region", by_region)):
        groups = {label: figure for (_, label), figure in by(today).items()}
        found[kind] = (
            tuple(
                Cohort(key=label, label=named(kind, label), figure=groups[label])
                for label in sorted(groups, key=_mixed_last)
            )
            if any(groups)
            else ()
        )
    return found


def _mixed_last(label: str) -> tuple[bool, str]:
    return (not label, label)

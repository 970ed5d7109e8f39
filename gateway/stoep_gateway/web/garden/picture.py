"""What the picture of a garden's soil says: the drawing, its words and its table, made together. Pure."""

from dataclasses import dataclass

from stoep_gateway.garden.records import Estimate, Setup
from stoep_gateway.garden.soil import CLASSES
from stoep_gateway.web.garden.column import Column, column
from stoep_gateway.web.speech import Speaker
from stoep_gateway.web.words import WORDS

# Soils whose name has a word that not everybody knows.
_WHAT = {
    **dict.fromkeys(("B07", "B08", "B09"), "sandy-clay"),
    **dict.fromkeys(("B01", "B02", "B03", "B04", "B06", "B13", "B14"), "loam"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """group: of the soil, "" while nobody knows; planting: likewise. what: explains the soil's name, "" if all know it.

    rows: label and value, the now first.
    is_sure: advice may rest on it.
    """

    column: Column
    group: str
    planting: str
    soil: str
    what: str
    plant: str
    percent: int
    words: str
    rows: tuple[tuple[str, str], ...]
    is_sure: bool


def picture(speaker: Speaker, estimate: Estimate, *, setup: Setup, is_sure: bool = True) -> Picture:
    soil = CLASSES.get(setup.soil)
    found = column(estimate) if soil is None else column(estimate, saturated=_saturated(setup.soil))
    fill, low, high, ready = (round(100 * part) for part in (found.fill, found.fill_low, found.fill_high, found.ready))
    litres = {
        "store": max(0, round(estimate.available_mm - max(0.0, estimate.depletion_mm))),
        "room": max(0, round(estimate.depletion_mm)),
    }
    plant = named(speaker, "planting", setup.planting)
    soil_name = named(speaker, "soil", setup.soil)
    zone = speaker.t(f"zone.{found.zone}")
    words = speaker.t(
        "picture.words",
        plant=plant[:1].upper() + plant[1:],
        soil=soil_name,
        fill=fill,
        zone=zone,
        low=low,
        high=high,
        ready=ready,
    )
    return Picture(
        column=found,
        group=soil.group if soil else "",
        planting=setup.planting,
        soil=soil_name,
        what=what_of(speaker, setup.soil),
        plant=plant,
        percent=fill,
        words=words if is_sure else f"{words} {speaker.t('picture.unsure')}",
        is_sure=is_sure,
        rows=(
            (speaker.t("picture.row.now"), f"{speaker.t('percent', n=fill)} ({zone})"),
            (speaker.t("picture.row.reach"), speaker.t("picture.range", low=low, high=high)),
            (speaker.t("picture.row.store"), speaker.t("picture.litres", litres=litres["store"])),
            (speaker.t("picture.row.room"), speaker.t("picture.litres", litres=litres["room"])),
            (speaker.t("picture.row.dry"), speaker.t("picture.below", percent=ready)),
            (speaker.t("picture.row.good"), speaker.t("picture.range", low=ready, high=100)),
            (speaker.t("picture.row.wet"), speaker.t("picture.above", percent=100)),
        ),
    )


def named(speaker: Speaker, kind: str, code: str) -> str:
    """A soil or a planting in words; one that nobody said is not known yet."""
    key = f"{kind}.{code}"
    return speaker.t(key if key in WORDS else f"{kind}.none")


def what_of(speaker: Speaker, code: str) -> str:
    """Explains a soil's name; "" if all know it."""
    return speaker.t(f"soil.what.{_WHAT[code]}") if code in _WHAT else ""


def _saturated(code: str) -> float:
    """The fill at saturation."""
    soil = CLASSES[code]
    return 1 + (soil.saturation - soil.field_capacity) / (soil.field_capacity - soil.wilting)

"""Figures of made-up blocks, for reports and open data."""

from datetime import date
from typing import Any

from stoep_gateway.almanac.records import Block, Figure


def figure(on: date, block: int = 1, **changed: Any) -> Figure:
    """A dull day of eleven sandy gardens, but for what is changed."""
    usual: dict[str, Any] = {
        "date": on,
        "block": block,
        "gardens": 11,
        "soil": "sand",
        "paved": "0-33",
        "region": "080-450",
        "fill_percent": 60,
        "water_percent": 9,
        "wet_percent": 0,
        "depletion_mm": 20.0,
        "available_mm": 50.0,
        "rain_mm": 1.0,
        "soil_c": 17.0,
        "soil_high_c": 20.0,
        "air_high_c": None,
        "paved_percent": 20,
    }
    return Figure(**(usual | changed))


def block_of(figure: Figure, *, is_open: bool = True) -> Block:
    """The one that the figure is of."""
    return Block(
        id=figure.block,
        gardens=figure.gardens,
        soil=figure.soil,
        paved=figure.paved,
        region=figure.region,
        since=figure.date,
        is_open=is_open,
    )

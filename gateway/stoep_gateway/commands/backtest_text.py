"""What a backtest found, as text and as JSON."""

import math
from datetime import date
from typing import Any

from stoep_gateway.crowd.backtest import BUSY, WITHIN_H, Horizon, Result
from stoep_gateway.crowd.score import Choice

METHODS = {
    "stoep": "stoep",
    "published_formula": "published formula (Amsterdam)",
    "last_week": "as a week before",
    "persistence": "as now",
}


def as_json(result: Result, *, file: str, until: date) -> dict[str, Any]:
    """wape, coverage80, coverage95, width80, width95: by hours ahead; of other methods and of places beside it."""
    warned = result.warnings
    return {
        "file": file,
        "slot_s": result.slot_s,
        "train_until": until.isoformat(),
        "from_s": result.from_s,
        "to_s": result.to_s,
        "scored": result.scored,
        "wape": {str(h.hours): _number(h.wape["stoep"]) for h in result.horizons},
        "coverage80": {str(h.hours): _number(h.coverage80) for h in result.horizons},
        "coverage95": {str(h.hours): _number(h.coverage95) for h in result.horizons},
        "width80": {str(h.hours): _number(h.width80) for h in result.horizons},
        "width95": {str(h.hours): _number(h.width95) for h in result.horizons},
        "others": {
            method: {str(h.hours): _number(h.wape[method]) for h in result.horizons}
            for method in METHODS
            if method != "stoep"
        },
        "places": {
            place.place: {
                "people": _number(place.people),
                "wape": {str(h.hours): _number(h.of_places[at].wape["stoep"]) for h in result.horizons},
                "published_formula": {
                    str(h.hours): _number(h.of_places[at].wape["published_formula"]) for h in result.horizons
                },
                "coverage80": {str(h.hours): _number(h.of_places[at].coverage80) for h in result.horizons},
                "coverage95": {str(h.hours): _number(h.of_places[at].coverage95) for h in result.horizons},
            }
            for at, place in enumerate(result.horizons[0].of_places)
        },
        "alerts": {
            **_choice(warned.chosen),
            "average_precision": _number(warned.average_precision),
            "crossings": warned.crossings,
            "choices": [_choice(choice) for choice in warned.choices],
            "reliability_gap": _number(warned.reliability_gap),
            "reliability": [
                {"chance": round(chance, 3), "frequency": round(share, 3), "origins": origins}
                for chance, share, origins in warned.reliability
            ],
        },
    }


def as_text(result: Result, *, file: str, until: date) -> str:
    """Tables of errors, of intervals, of warnings, of places."""
    minutes = result.slot_s // 60
    lines = [
        f"{_printable(file)}: trained before {until}, tested from then on: {result.scored} counts "
        f"of {minutes} minutes, {len(result.horizons[0].of_places)} sensors",
        "",
        "sum of |error| / sum of people" + _heads(result.horizons),
        *(
            f"{words:<30}" + "".join(f"{_three(h.wape[method]):>10}" for h in result.horizons)
            for method, words in METHODS.items()
        ),
        "",
        "intervals of stoep            " + _heads(result.horizons),
        "in the 80 % one               " + "".join(f"{_three(h.coverage80):>10}" for h in result.horizons),
        "in the 95 % one               " + "".join(f"{_three(h.coverage95):>10}" for h in result.horizons),
        "width of 80 % / mean count    " + "".join(f"{_three(h.width80):>10}" for h in result.horizons),
        "",
        *_warned(result),
        "",
        f"{'sensor':<30}{'people':>10}" + "".join(f"{f'{h.hours} h':>10}" for h in result.horizons),
        *(_place(result.horizons, at=at) for at in range(len(result.horizons[0].of_places))),
    ]
    return "\n".join(lines)


def _heads(horizons: tuple[Horizon, ...]) -> str:
    return "".join(f"{f'{h.hours} h':>10}" for h in horizons)


def _place(horizons: tuple[Horizon, ...], *, at: int) -> str:
    place = horizons[0].of_places[at]
    people = "-" if math.isnan(place.people) else f"{place.people:.0f}"
    errors = "".join(f"{_three(h.of_places[at].wape['stoep']):>10}" for h in horizons)
    return f"{_printable(place.place[:29]):<30}{people:>10}{errors}"


def _warned(result: Result) -> list[str]:
    warned = result.warnings
    if not warned.crossings:
        return ["warnings: no sensor passed its limit"]
    choices = sorted((warned.chosen, *warned.choices), key=lambda choice: choice.threshold)
    return [
        f"warnings: above what only {1 - BUSY:.0%} of a sensor's counts pass, within {WITHIN_H} h and not yet so now",
        f"average precision {_three(warned.average_precision)}; chance and frequency are"
        f" {_three(warned.reliability_gap)} apart; {warned.crossings} crossings",
        "warned from a chance of" + "".join(f"{f'{choice.threshold:.0%}':>10}" for choice in choices),
        "  came true            " + "".join(f"{_three(choice.precision):>10}" for choice in choices),
        "  crossings caught     " + "".join(f"{_three(choice.crossings_caught):>10}" for choice in choices),
        "  median lead in hours " + "".join(f"{_one(choice.lead_h):>10}" for choice in choices),
    ]


def _choice(choice: Choice) -> dict[str, float | None]:
    return {
        "threshold": choice.threshold,
        "precision": _number(choice.precision),
        "recall": _number(choice.recall),
        "crossings_caught": _number(choice.crossings_caught),
        "lead_h": _number(choice.lead_h),
    }


def _one(number: float) -> str:
    return "-" if math.isnan(number) else f"{number:.1f}"


def _printable(name: str) -> str:
    """Of somebody's file: it must not steer the terminal."""
    return "".join(char if char.isprintable() else "?" for char in name)


def _three(number: float) -> str:
    return "-" if math.isnan(number) else f"{number:.3f}"


def _number(number: float) -> float | None:
    """JSON has no NaN."""
    return None if math.isnan(number) else round(number, 4)

"""How a released value was made, as every back-end writes it: the same names with the same meaning. Pure."""

from stoep_gateway.records import Observation

FIELDS: tuple[tuple[str, str, str], ...] = (  # name, Frictionless type, description
    ("epsilon", "number", "Privacy budget of the whole window; empty: no noise was added"),
    ("contribution", "integer", "So many crossings of a person in a window are protected by epsilon"),
    ("k", "integer", "Values below this, after noise, are not released; empty: not known how the value was made"),
    ("rounding", "integer", "The value is rounded to multiples of this"),
    ("covered_s", "integer", "Seconds of the window in which the sensor counted"),
    ("expected_error", "number", "How far noise moved the value on average; 0 without noise; rounding is not in it"),
)
NAMES = tuple(name for name, _, _ in FIELDS)
_DECIMALS = 3  # of the expected error, in counts


def made(observation: Observation) -> tuple[float | int | None, ...]:
    """A value for each of NAMES; None for all of a reading, and for epsilon without noise."""
    provenance = observation.provenance
    if provenance is None:
        return (None,) * len(NAMES)
    return (
        float(provenance.epsilon) if provenance.epsilon else None,
        provenance.contribution,
        provenance.k,
        provenance.rounding,
        provenance.covered_s,
        round(provenance.expected_error, _DECIMALS),
    )


def told(observation: Observation, *, prefix: str = "") -> dict[str, float | int | None]:
    """The same by name; nothing of a reading, so that it does not grow."""
    if observation.provenance is None:
        return {}
    return {prefix + name: value for name, value in zip(NAMES, made(observation), strict=True)}

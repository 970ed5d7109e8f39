"""The tape of one device from real measurements: levels as they are, hourly counts spread over their hours."""

from collections.abc import Mapping
from types import MappingProxyType

from stoep_protocol.profiles import Profile
from stoep_simulators.tape import TapeWriter
from stoep_simulators.worlds.csv_world import Measurements, Spread, crossings_ms, knots

_AS_NAMED: Mapping[str, str] = MappingProxyType({})


def csv_tape(
    measurements: Measurements,
    *,
    profile: Profile,
    columns: Mapping[str, str] = _AS_NAMED,
    seed: str,
    spread: Spread | None = None,
) -> TapeWriter:
    """Each quantity of the profile that has a column of numbers. columns: quantity -> column, where the names differ.

    A break-beam's counts are all `in`: a file that does not tell directions has no `out`. ValueError if nothing fits.
    """
    tape = TapeWriter()
    found = False
    for quantity in profile.columns:
        column = columns.get(quantity.quantity, quantity.quantity)
        if all(value is None for value in measurements.columns.get(column, ())):
            continue
        found = True
        if quantity.aggregate == "sum":
            passes_ms = crossings_ms(measurements, column=column, seed=seed, spread=spread or Spread())
            tape.events(quantity.quantity, passes_ms)
        else:
            tape.level(quantity.quantity, knots(measurements, column=column, decimals=quantity.decimals))
    if not found:
        raise ValueError(f"no column of the file is a quantity of {profile.name}; say which with columns")
    return tape

"""Profiles as makers write them."""

from stoep_protocol.own_profile import from_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from stoep_protocol.profiles import Profile


def own(
    name: str = "anemometer",
    quantities: "tuple[str, ...]" = ("wind_speed",),
    *,
    unit: str = "m/s",
    high: int = 60,
    aggregate: str = "mean",
) -> "Profile":
    """A profile with one decimal, from 0 up. In the board's dialect."""
    fields: dict[str, Any] = {"unit": unit, "decimals": 1, "low": 0, "high": high, "aggregate": aggregate}
    columns = []
    for quantity in quantities:
        column: dict[str, Any] = {"quantity": quantity}
        column.update(fields)
        columns.append(column)
    return from_json({"name": name, "columns": columns})

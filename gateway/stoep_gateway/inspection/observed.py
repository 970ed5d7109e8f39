"""Observations of the gateway's own as rows that can be counted. Pure."""

from stoep_gateway.inspection.stock import Stored
from stoep_gateway.records import Cell, Observation


def stored(observation: Observation, *, where: str) -> Stored:
    """where: the file or table."""
    made = observation.provenance
    return Stored(
        where=f"{where} {observation.identity}",
        device=observation.device,
        profile=observation.profile,
        quantity=observation.quantity,
        time_s=observation.time_s,
        window_s=observation.window_s,
        value=observation.value,
        k=made.k if made else None,
        place=place_of(observation.cell),
    )


def place_of(cell: Cell | None) -> tuple[float, float, float] | None:
    return None if cell is None else (cell.x_m, cell.y_m, cell.size_m)

"""Places are centres of RD New grid cells, and nothing finer is ever taken in."""

import re
from collections.abc import Iterable

from stoep_gateway.errors import ConfigError
from stoep_gateway.records import Cell

# RD New (EPSG:28992) over the European Netherlands, rounded outwards.
_X_RANGE_M = (0, 310_000)
_Y_RANGE_M = (280_000, 640_000)


def centre(x_m: int, y_m: int, *, size_m: int) -> tuple[int, int]:
    """The centre of the cell that holds the point."""
    return x_m // size_m * size_m + size_m // 2, y_m // size_m * size_m + size_m // 2


def gardens_in_cells(gardens: Iterable[tuple[str, Cell | None]]) -> tuple[int, int]:
    """(cells in use, those of them with a single garden) of (ledger group, cell) of each device."""
    found: dict[Cell, set[str]] = {}
    for garden, cell in gardens:
        if cell is not None:
            found.setdefault(cell, set()).add(garden)
    return len(found), sum(len(inside) == 1 for inside in found.values())


def parse_cell(text: str, *, size_m: int) -> Cell:
    """Cell of "X,Y" in whole RD New metres. ConfigError names the centre to use for anything but a centre."""
    found = re.fullmatch(r"\s*(-?\d{1,7})\s*,\s*(-?\d{1,7})\s*", text)
    if not found:
        raise ConfigError("--cell: give X,Y in whole metres RD New, for example --cell 81250,455250")
    x_m, y_m = int(found[1]), int(found[2])
    if not (_X_RANGE_M[0] <= x_m <= _X_RANGE_M[1] and _Y_RANGE_M[0] <= y_m <= _Y_RANGE_M[1]):
        raise ConfigError(
            "--cell: outside the Netherlands: give X,Y in RD New (EPSG:28992), for example --cell 81250,455250"
        )
    centre_x_m, centre_y_m = centre(x_m, y_m, size_m=size_m)
    if (x_m, y_m) != (centre_x_m, centre_y_m):
        raise ConfigError(
            f"--cell: not the centre of a {size_m} m cell, and finer places are not kept: "
            f"use --cell {centre_x_m},{centre_y_m}"
        )
    return Cell(x_m=x_m, y_m=y_m, size_m=size_m)

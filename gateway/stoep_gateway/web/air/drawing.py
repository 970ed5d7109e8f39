"""Two days of fine dust as geometry: raw and corrected on one scale from 0, with the bounds of the levels. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from stoep_gateway.air.index import BOUNDS, Level
from stoep_gateway.web.svg import HEIGHT, nice_ceiling

_LABEL_PX = 18  # a word needs so much between two bounds


@dataclass(frozen=True, slots=True)
class Bound:
    """Where a level begins: y in the plot, from above; level: the one above it, None where its word has no room."""

    y: float
    level: Level | None


@dataclass(frozen=True, slots=True)
class Dust:
    """width: of the box, one unit an hour; ceiling: µg/m³ at the top."""

    width: int
    ceiling: int
    raw: str
    corrected: str
    bounds: tuple[Bound, ...]
    has_good: bool  # there is room for the word of the lowest level


def dust(raw: Sequence[float | None], corrected: Sequence[float | None]) -> Dust | None:
    """Both hour by hour. None when nothing was measured."""
    known = [value for value in (*raw, *corrected) if value is not None]
    if not known:
        return None
    ceiling = nice_ceiling(round(max(known) + 0.5))
    bounds = BOUNDS["pm2_5"]
    edges = [bound for bound in bounds if bound < ceiling]
    tops = [*edges[1:], ceiling]
    return Dust(
        width=len(raw),
        ceiling=ceiling,
        raw=_path(raw, ceiling=ceiling),
        corrected=_path(corrected, ceiling=ceiling),
        bounds=tuple(
            Bound(_y(bound, ceiling=ceiling), Level(rank) if _has_room(bound, top, ceiling=ceiling) else None)
            for rank, (bound, top) in enumerate(zip(edges, tops, strict=True), start=2)
        ),
        has_good=_has_room(0, bounds[0], ceiling=ceiling),
    )


def _path(values: Sequence[float | None], *, ceiling: int) -> str:
    """No line over what was not measured."""
    pieces, pen_down = [], False
    for index, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        alone = not pen_down and (index + 1 == len(values) or values[index + 1] is None)
        pieces.append(f"{'L' if pen_down else 'M'}{index} {_y(value, ceiling=ceiling):g}" + ("h0" if alone else ""))
        pen_down = True
    return "".join(pieces)


def _y(value: float, *, ceiling: int) -> float:
    return round(HEIGHT * (1 - value / ceiling), 1)


def _has_room(bound: float, top: float, *, ceiling: int) -> bool:
    return (top - bound) * HEIGHT / ceiling >= _LABEL_PX

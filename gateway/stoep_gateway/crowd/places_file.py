"""The places file: streets and squares, their levels and what was agreed, as TOML or GeoJSON.

ConfigError in one line, with the line of the file, for whatever is wrong: what, where, what to do.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stoep_gateway.crowd.fruin import DENSITY_MAX, START_PER_MIN_PER_M, flow_per_min_per_m
from stoep_gateway.crowd.operator_file import Table, is_number, toml_table
from stoep_gateway.crowd.places import Level, Measure, Place, Places, Point, Shape
from stoep_gateway.crowd.places_geojson import read_geojson

PLACES_MAX = 200  # four times what a round is measured with
_LINES_MAX = 16
_POINTS_MAX = 500
_MEASURES_MAX = 24
_SHAPES_MAX = 200
_TEXT_MAX = 300
_X_RANGE_M, _Y_RANGE_M = (0, 310_000), (280_000, 640_000)  # RD New over the European Netherlands, rounded outwards
_KINDS = ("water", "beach", "green", "building")
_TAKEN = ("events", "wall")  # a place's name is the end of its page's address, and these are others'
_WAYS = ("flow", "density", "count")
_LEVELS = {level.name.lower(): level for level in (Level.YELLOW, Level.ORANGE, Level.RED)}
_LANGUAGES = ("nl", "en")
_TOP = ("title", "zone", "place", "shape")
_PLACE = (
    *("name", "title", "lines", "path", "square", "width_m", "by", "levels", "leads_to"),
    *("beach_access", "parking", "capacity", "measure"),
)


def parse_places(text: str, *, file: Path) -> Places:
    """Of a file's text: GeoJSON if it begins with {, else TOML. `file` stands in messages. ConfigError."""
    if text.lstrip().startswith("{"):
        top, places, shapes = read_geojson(text, file=file)
    else:
        top, places, shapes = _read_toml(text, file=file)
    zone = top.text("zone", most=60, default="Europe/Amsterdam")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise top.error(f"zone {zone!r} is not known here: write one such as Europe/Amsterdam", key="zone") from error
    if not 1 <= len(places) <= PLACES_MAX:
        raise top.error(f"{len(places)} places: must be 1 to {PLACES_MAX}")
    if len(shapes) > _SHAPES_MAX:
        raise shapes[_SHAPES_MAX].error(f"{len(shapes)} shapes: at most {_SHAPES_MAX}")
    read = tuple(_place(table) for table in places)
    _check_together(read, tables=places)
    title = top.text("title", most=80)
    return Places(title=title, zone=zone, places=read, shapes=tuple(_shape(table) for table in shapes))


def _read_toml(text: str, *, file: Path) -> tuple[Table, list[Table], list[Table]]:
    """(the file, its places, its shapes)."""
    top = toml_table(text, file=file)
    top.only(_TOP)
    return top, top.tables("place", most=PLACES_MAX), top.tables("shape", most=_SHAPES_MAX)


def _place(table: Table) -> Place:
    name = table.label("name")
    table.name = f'place "{name}"'
    if name in _TAKEN:
        raise table.error("this name is taken by a page: choose another", key="name")
    table.only(_PLACE)
    lines = table.labels("lines", most=_LINES_MAX)
    if not lines:
        raise table.error("lines is empty: name the devices that count here", key="lines")
    is_square = table.flag("square")
    width_m = table.number("width_m", low=0.5, high=500)
    return Place(
        name=name,
        title=table.text("title", most=60),
        lines=lines,
        path=_path(table, is_ring=is_square),
        is_square=is_square,
        width_m=width_m,
        from_per_min=_levels(table, width_m=width_m),
        leads_to=table.labels("leads_to", most=_LINES_MAX),
        is_beach_access=table.flag("beach_access"),
        parking=table.whole("parking", high=100_000, default=0),
        capacity=table.whole("capacity", high=1_000_000, default=0),
        measures=_measures(table),
    )


def _levels(table: Table, *, width_m: float) -> tuple[float, float, float]:
    """People a minute from which on yellow, orange and red hold."""
    by = table.choice("by", among=_WAYS, default="flow")
    if "levels" not in table:
        if "by" in table:
            raise table.error('levels is missing: give yellow, orange and red, or leave "by" out, too', key="by")
        yellow, orange, red = (limit * width_m for limit in START_PER_MIN_PER_M)
        return yellow, orange, red
    levels = table.get("levels")
    if not isinstance(levels, list) or len(levels) != 3 or not all(is_number(each) for each in levels):
        raise table.error("levels must be three numbers: from where on yellow, orange and red hold", key="levels")
    if not 0 < levels[0] < levels[1] < levels[2] <= 100_000:
        raise table.error("levels must rise, from above 0 to at most 100000: yellow, orange, red", key="levels")
    if by == "density" and levels[2] > DENSITY_MAX:
        raise table.error(
            f"levels by density must stay at or below {DENSITY_MAX} persons per m²: fuller than that fewer people pass,"
            " and a count cannot tell",
            key="levels",
        )
    if by == "density":
        levels = [flow_per_min_per_m(each) for each in levels]
    yellow, orange, red = (float(each) if by == "count" else each * width_m for each in levels)
    return yellow, orange, red


def _measures(table: Table) -> tuple[Measure, ...]:
    """In order of level."""
    found: list[Measure] = []
    for each in table.tables("measure", most=_MEASURES_MAX):
        each.only(("level", *_LANGUAGES))
        texts = {"nl": each.text("nl", most=_TEXT_MAX)}
        if "en" in each:
            texts["en"] = each.text("en", most=_TEXT_MAX)
        found.append(Measure(level=_LEVELS[each.choice("level", among=tuple(_LEVELS))], text=texts))
    return tuple(sorted(found, key=lambda measure: measure.level))


def _shape(table: Table) -> Shape:
    table.only(("kind", "path"))
    return Shape(kind=table.choice("kind", among=_KINDS), ring=_path(table, is_ring=True))


def _path(table: Table, *, is_ring: bool) -> tuple[Point, ...]:
    """Points in whole metres. A ring's last point is not its first one again."""
    found = table.get("path")
    least = 3 if is_ring else 2
    if not isinstance(found, list) or not all(_is_point(point) for point in found):
        raise table.error("path must be a list of points [x, y] in metres RD New (EPSG:28992)", key="path")
    points = [(round(x), round(y)) for x, y in found]
    for number, (x_m, y_m) in enumerate(points, start=1):
        if not (_X_RANGE_M[0] <= x_m <= _X_RANGE_M[1] and _Y_RANGE_M[0] <= y_m <= _Y_RANGE_M[1]):
            raise table.error(
                f"path: point {number} is outside the Netherlands: give [x, y] in metres RD New", key="path"
            )
    if is_ring and len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if not least <= len(points) <= _POINTS_MAX:
        raise table.error(f"path: {len(points)} points: must be {least} to {_POINTS_MAX}", key="path")
    if any(point == after for point, after in pairwise(points)):
        raise table.error("path: the same point twice in a row", key="path")
    return tuple(points)


def _is_point(point: object) -> bool:
    return isinstance(point, list) and len(point) == 2 and all(is_number(each) for each in point)


def _check_together(places: Sequence[Place], *, tables: Sequence[Table]) -> None:
    """ConfigError where places do not fit each other."""
    names: set[str] = set()
    lines: dict[str, str] = {}
    for place, table in zip(places, tables, strict=True):
        if place.name in names:
            raise table.error("this name is taken: choose another", key="name")
        names.add(place.name)
        for line in place.lines:
            if line in lines:
                raise table.error(
                    f'line "{line}" counts for place "{lines[line]}" already: a line has one', key="lines"
                )
            lines[line] = place.name
    onward = {place.name: place.leads_to for place in places}
    for place, table in zip(places, tables, strict=True):
        for name in place.leads_to:
            if name not in names:
                raise table.error(f'leads_to names "{name}", which is no place of this file', key="leads_to")
        if place.name in _reached(place.leads_to, onward=onward):
            raise table.error(
                "leads_to goes round and comes back here: it is the way towards the beach", key="leads_to"
            )


def _reached(start: Sequence[str], *, onward: Mapping[str, Sequence[str]]) -> set[str]:
    seen: set[str] = set()
    left = list(start)
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            left += onward.get(name, ())
    return seen

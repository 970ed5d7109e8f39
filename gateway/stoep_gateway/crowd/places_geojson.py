"""The drawing as GeoJSON (RFC 7946): each feature becomes the table that a places file in TOML would hold.

A LineString is a street, a Polygon a square or, with the property "kind", a shape of the background. Coordinates are
longitude and latitude of WGS 84 as the RFC has it, or RD New metres as Dutch drawings often have it: which, shows.
"""

from collections.abc import Mapping
from pathlib import Path

from stoep_gateway.crowd.json_lines import json_line_of
from stoep_gateway.crowd.operator_file import Table, is_number, parse_json
from stoep_gateway.errors import ConfigError
from stoep_gateway.rd_new import wgs84_to_rd

_TOP = ("type", "name", "title", "zone", "features", "crs", "bbox")
_FEATURE = ("type", "id", "geometry", "properties", "bbox")
_FORMS = ("LineString", "Polygon")


def read_geojson(text: str, *, file: Path) -> tuple[Table, list[Table], list[Table]]:
    """(the collection, its places, its shapes). ConfigError."""
    document = parse_json(text, file=file)
    if not isinstance(document, dict):
        raise ConfigError(f"{file}:1: must be a GeoJSON FeatureCollection")
    top = Table(document, file=file, line_of=lambda path: json_line_of(text, path=path))
    if top.get("type") != "FeatureCollection":
        raise top.error('type must be "FeatureCollection"', key="type")
    top.only(_TOP)
    places: list[Table] = []
    shapes: list[Table] = []
    for index, feature in enumerate(top.tables("features", most=1000)):
        values, is_shape = _flat(feature)
        (shapes if is_shape else places).append(_table(values, text=text, file=file, index=index))
    return top, places, shapes


def _flat(feature: Table) -> tuple[dict[str, object], bool]:
    """(properties and geometry in one table, whether it is a shape)."""
    feature.only(_FEATURE)
    geometry, properties = feature.get("geometry"), feature.get("properties")
    if not isinstance(properties, dict):
        raise feature.error("properties must be an object with at least a name or a kind", key="properties")
    for key in ("path", "square"):
        if key in properties:
            raise feature.error(f"property {key} comes from the geometry: leave it out", key="properties")
    form = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or not isinstance(form, str) or form not in _FORMS:
        raise feature.error(
            "geometry must be a LineString (a street) or a Polygon (a square or a shape)", key="geometry"
        )
    positions = geometry.get("coordinates")
    if form == "Polygon":
        if not isinstance(positions, list) or len(positions) != 1:
            raise feature.error("a Polygon must have one ring: holes are not drawn", key="geometry")
        positions = positions[0]
    if not isinstance(positions, list):
        raise feature.error("geometry has no coordinates", key="geometry")
    is_shape = "kind" in properties
    values = {**properties, "path": [_position(each) for each in positions]}
    return (values if is_shape else {**values, "square": form == "Polygon"}), is_shape


def _position(position: object) -> object:
    """RD metres of degrees; anything else as it came, for the check of all paths."""
    if isinstance(position, list) and len(position) in (2, 3) and all(is_number(each) for each in position):
        x, y = position[0], position[1]
        return list(wgs84_to_rd(y, x)) if abs(x) <= 180 and abs(y) <= 90 else [x, y]
    return position


def _table(values: Mapping[str, object], *, text: str, file: Path, index: int) -> Table:
    def line_of(path: tuple[str | int, ...]) -> int:
        within = ("geometry",) if path[:1] in (("path",), ("square",)) else ("properties", *path) if path else ()
        return json_line_of(text, path=("features", index, *within))

    return Table(values, file=file, name=f"feature {index + 1}", line_of=line_of)

"""A places file becomes places, their levels and measures; each mistake is one line that names the file's line."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.crowd.places import Level, Measure, Place, Places, Shape
from stoep_gateway.crowd.places_file import parse_places
from stoep_gateway.errors import ConfigError
from stoep_gateway.rd_new import rd_to_wgs84
from stoep_simulators.neighbourhood import SPOTS, Gate
from support.repository import ROOT

FILE = Path("places.toml")
EXAMPLE = ROOT / "simulators/stoep_simulators/worlds/scheveningen.toml"
STREET = """\
title = "Test"
[[place]]
name = "kade"
title = "Kade"
lines = ["telpunt-1", "telpunt-2"]
path = [[79000, 458000], [79100.4, 458100]]
width_m = 4
"""


def parsed(text: str) -> Places:
    return parse_places(text, file=FILE)


def test_a_street_is_read_with_fruins_levels_as_a_start() -> None:
    assert parsed(STREET) == Places(
        title="Test",
        zone="Europe/Amsterdam",
        places=(
            Place(
                name="kade",
                title="Kade",
                lines=("telpunt-1", "telpunt-2"),
                path=((79000, 458000), (79100, 458100)),
                is_square=False,
                width_m=4.0,
                from_per_min=(132.0, 196.0, 264.0),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("by", "levels", "per_min"),
    [
        ("flow", "[10, 20, 30]", (40, 80, 120)),
        ("density", "[0.43, 0.72, 1.08]", (132, 196, 264)),  # where C, D and E begin: the same as by flow
        ("density", "[0.1, 0.31, 2.15]", (4 * 23 * 0.1 / 0.31, 92, 328)),
        ("count", "[2.5, 4, 6]", (2.5, 4, 6)),
    ],
)
def test_levels_by_flow_and_density_go_by_the_width_and_by_count_not(
    by: str, levels: str, per_min: tuple[float, float, float]
) -> None:
    (place,) = parsed(f'{STREET}by = "{by}"\nlevels = {levels}\n').places
    assert place.from_per_min == pytest.approx(per_min)


def test_everything_that_can_be_said_of_a_place_is_read() -> None:
    text = STREET + (
        'leads_to = ["plein"]\nbeach_access = true\nparking = 40\ncapacity = 900\n'
        '[[place.measure]]\nlevel = "red"\nnl = "Sluiten"\n'
        '[[place.measure]]\nlevel = "yellow"\nnl = "Kijken"\nen = "Look"\n'
        '[[place]]\nname = "plein"\ntitle = "Plein"\nlines = ["telpunt-3"]\nsquare = true\nwidth_m = 20\n'
        "path = [[79000, 458000], [79100, 458000], [79100, 458100], [79000, 458000]]\n"
        '[[shape]]\nkind = "water"\npath = [[79000, 458000], [79100, 458000], [79100, 458100]]\n'
    )
    read = parsed(text)
    street, square = read.places
    assert (street.leads_to, street.is_beach_access, street.parking, street.capacity) == (("plein",), True, 40, 900)
    assert street.measures == (
        Measure(level=Level.YELLOW, text={"nl": "Kijken", "en": "Look"}),
        Measure(level=Level.RED, text={"nl": "Sluiten"}),
    )
    assert square.is_square
    assert square.path == ((79000, 458000), (79100, 458000), (79100, 458100))  # the closing point is not kept
    assert read.shapes == (Shape(kind="water", ring=square.path),)


TWO = (
    STREET
    + '[[place]]\nname = "plein"\ntitle = "P"\nlines = ["x"]\nwidth_m = 2\npath = [[79000, 458000], [79100, 458100]]\n'
)
MEASURED = STREET + '[[place.measure]]\nlevel = "red"\nnl = "Sluiten"\n' + TWO[len(STREET) :]
MISTAKES = [
    ("title = 'x'\n", "places.toml:1: 0 places: must be 1 to 200"),
    ("title = \n", "places.toml:1: not TOML: Invalid value"),
    (STREET.replace('title = "Test"', "titel = 'x'"), "places.toml:1: unknown key 'titel', did you mean title?"),
    (STREET.replace('title = "Test"\n', ""), "places.toml:1: title must be text in quotes, 1 to 80 characters"),
    (STREET.replace('"Kade"', "''"), "places.toml:4: place \"kade\": title must be text in quotes, 1 to 60"),
    (STREET.replace('"Kade"', '"a\\u0007"'), "places.toml:4: place \"kade\": title must be text in quotes"),
    ('zone = "Europe/Scheveningen"\n' + STREET, "places.toml:1: zone 'Europe/Scheveningen' is not known here"),
    (STREET.replace('"kade"', '"De Kade"'), "places.toml:3: place 1: name must be 1 to 32 of a-z, 0-9 and -"),
    (STREET + "widht_m = 3\n", "places.toml:8: place \"kade\": unknown key 'widht_m', did you mean width_m?"),
    (STREET.replace("width_m = 4\n", ""), 'places.toml:2: place "kade": width_m must be a number from 0.5 to 500'),
    (STREET.replace("= 4", "= true"), 'places.toml:7: place "kade": width_m must be a number from 0.5 to 500'),
    (STREET.replace("= 4", "= inf"), 'places.toml:7: place "kade": width_m must be a number from 0.5 to 500'),
    (STREET.replace('["telpunt-1", "telpunt-2"]', "[]"), 'places.toml:5: place "kade": lines is empty: name the'),
    (STREET.replace("telpunt-2", "telpunt-1"), 'places.toml:5: place "kade": lines must be a list of at most 16 names'),
    (STREET.replace("79100.4, 458100", "4.28, 52.1"), 'places.toml:6: place "kade": path: point 2 is outside the'),
    (STREET.replace("[79000, 458000], ", ""), 'places.toml:6: place "kade": path: 1 points: must be 2 to 500'),
    (STREET.replace("79100.4, 458100", "79000, 458000"), 'places.toml:6: place "kade": path: the same point twice'),
    (STREET.replace("[79000, 458000]", "79000"), 'places.toml:6: place "kade": path must be a list of points [x, y]'),
    (STREET + "square = true\n", 'places.toml:6: place "kade": path: 2 points: must be 3 to 500'),
    (STREET + "levels = [10, 10, 30]\n", 'places.toml:8: place "kade": levels must rise, from above 0'),
    (STREET + "levels = [10, 20]\n", 'places.toml:8: place "kade": levels must be three numbers'),
    (STREET + 'by = "count"\n', 'places.toml:8: place "kade": levels is missing'),
    (STREET + 'by = "speed"\nlevels = [1, 2, 3]\n', 'places.toml:8: place "kade": by must be one of flow, density,'),
    (
        STREET + 'levels = [1, 2, 3]\nby = "density"\n',
        'places.toml:8: place "kade": levels by density must stay at or below 2.15',
    ),
    (STREET + "parking = -1\n", 'places.toml:8: place "kade": parking must be a whole number from 0 to 100000'),
    (STREET + "beach_access = 1\n", 'places.toml:8: place "kade": beach_access must be true or false'),
    (STREET + 'leads_to = ["plein"]\n', 'places.toml:8: place "kade": leads_to names "plein", which is no place'),
    (STREET + 'leads_to = ["kade"]\n', 'places.toml:8: place "kade": leads_to goes round and comes back here'),
    (STREET + "measure = 3\n", 'places.toml:8: place "kade": measure must be a list of tables: write [[measure]]'),
    (
        STREET + 'measure = [{level = "geel", nl = "x"}]\n',
        'places.toml:8: place "kade": measure 1: level must be one of yellow, orange, red',
    ),
    (
        MEASURED + '[[place.measure]]\nlevel = "red"\nen = "Close"\n',
        'places.toml:17: place "plein": measure 1: nl must be text in quotes, 1 to 300',
    ),
    (MEASURED + '[[place.measure]]\nlevel = "red"\nnl = ""\n', "places.toml:19: place \"plein\": measure 1: nl"),
    (TWO.replace('"plein"', '"kade"'), 'places.toml:9: place "kade": this name is taken: choose another'),
    (TWO.replace('"plein"', '"wall"'), 'places.toml:9: place "wall": this name is taken by a page: choose another'),
    (TWO.replace('"x"', '"telpunt-2"'), 'places.toml:11: place "plein": line "telpunt-2" counts for place "kade"'),
    (TWO + "[[shape]]\nkind = 'sea'\n", "places.toml:15: shape 1: kind must be one of water, beach, green, building"),
    ("place = 3\n", "places.toml:1: place must be a list of tables: write [[place]]"),
    ("x" * 1_000_001, "places.toml: longer than 1000000 characters: this is not such a file"),
    ("[" * 100_000, "places.toml:1: not TOML: "),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), MISTAKES, ids=[message[:60] for _, message in MISTAKES])
def test_a_mistake_is_one_line_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parsed(text)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def feature(properties: dict[str, object], *, kind: str, positions: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": positions}}


def as_geojson(places: Places, *, in_degrees: bool) -> str:
    """The drawing of a file in TOML, as GeoJSON."""

    def position(point: tuple[int, int]) -> list[float]:
        return list(reversed(rd_to_wgs84(*point))) if in_degrees else list(point)

    def closed(ring: tuple[tuple[int, int], ...]) -> list[list[list[float]]]:
        return [[position(point) for point in (*ring, ring[0])]]

    features = [
        feature(
            {
                "name": place.name,
                "title": place.title,
                "lines": place.lines,
                "width_m": place.width_m,
                "by": "count",
                "levels": place.from_per_min,
                "leads_to": place.leads_to,
                "beach_access": place.is_beach_access,
                "parking": place.parking or None,
                "capacity": place.capacity,
                "measure": [{"level": each.level.name.lower(), **each.text} for each in place.measures],
            },
            kind="Polygon" if place.is_square else "LineString",
            positions=closed(place.path) if place.is_square else [position(point) for point in place.path],
        )
        for place in places.places
    ]
    features += [feature({"kind": shape.kind}, kind="Polygon", positions=closed(shape.ring)) for shape in places.shapes]
    return json.dumps({"type": "FeatureCollection", "title": places.title, "features": features}, indent=1)


@pytest.mark.parametrize("in_degrees", [True, False])
def test_the_same_drawing_as_geojson_gives_the_same_places(in_degrees: bool) -> None:
    example = parse_places(EXAMPLE.read_text(), file=EXAMPLE)
    assert parse_places(as_geojson(example, in_degrees=in_degrees), file=Path("places.geojson")) == example


LINE = {"name": "kade", "title": "Kade", "lines": ["a"], "width_m": 2}
POINTS = [[79000, 458000], [79100, 458100]]
GEOJSON_MISTAKES = [
    ("{", "p.geojson:1: not JSON: "),
    ('{\n "type": "Feature"}', 'p.geojson:2: type must be "FeatureCollection"'),
    ([feature(LINE, kind="Point", positions=[1, 2])], "p.geojson:14: feature 1: geometry must be a LineString"),
    (
        [feature({**LINE, "width_m": 0}, kind="LineString", positions=POINTS)],
        'p.geojson:12: place "kade": width_m must',
    ),
    ([feature({**LINE, "widht": 0}, kind="LineString", positions=POINTS)], 'p.geojson:13: place "kade": unknown key'),
    (
        [feature({**LINE, "path": 0}, kind="LineString", positions=POINTS)],
        "p.geojson:6: feature 1: property path comes",
    ),
    (
        [feature(LINE, kind="LineString", positions=[[0, 0], [1, 1]])],
        'p.geojson:14: place "kade": path: point 1 is outs',
    ),
    ([feature(LINE, kind="Polygon", positions=[POINTS, POINTS])], "p.geojson:14: feature 1: a Polygon must have one"),
    ([feature(LINE, kind="LineString", positions=3)], "p.geojson:14: feature 1: geometry has no coordinates"),
    ([{"type": "Feature"}], "p.geojson:4: feature 1: properties must be an object"),
    (
        [feature({**LINE, "measure": [{"level": "red"}]}, kind="LineString", positions=POINTS)],
        'p.geojson:14: place "kade": measure 1: nl must be text',
    ),
]


@pytest.mark.parametrize(
    ("content", "message"), GEOJSON_MISTAKES, ids=[message[:60] for _, message in GEOJSON_MISTAKES]
)
def test_a_mistake_in_geojson_names_its_line_too(content: object, message: str) -> None:
    collection = {"type": "FeatureCollection", "features": content}
    text = content if isinstance(content, str) else json.dumps(collection, indent=1)
    with pytest.raises(ConfigError) as caught:
        parse_places(text, file=Path("p.geojson"))
    assert str(caught.value).startswith(message)


def test_the_example_has_a_place_for_each_counter_of_the_demo() -> None:
    places = parse_places(EXAMPLE.read_text(), file=EXAMPLE).places
    assert {line for place in places for line in place.lines} == {spot.name for spot in SPOTS if isinstance(spot, Gate)}
    assert all(measure.text.keys() == {"nl", "en"} for place in places for measure in place.measures)


@given(data=st.data())
def test_damage_gives_places_or_one_line(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([MEASURED, as_geojson(parsed(TWO), in_degrees=True)]))
    at = data.draw(st.integers(0, len(whole)))
    cut = data.draw(st.integers(0, 12))
    text = whole[:at] + data.draw(st.text(max_size=6) | st.sampled_from(['"', "[", "{", "}", "null", "1e999", "-1"]))
    try:
        parsed(text + whole[at + cut :])
    except ConfigError as error:
        assert str(error).startswith("places.toml:")
        assert "\n" not in str(error)

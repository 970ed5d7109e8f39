"""Contrast in both schemes, computed from the style sheet: axe cannot judge the texts of a drawing."""

import re

import pytest

from stoep_gateway.web.resources import AIR_STYLESHEET, CROWD_STYLESHEET, GARDEN_STYLESHEET, STYLESHEET

_CSS = STYLESHEET.read_text(encoding="utf-8")
_AIR_CSS = AIR_STYLESHEET.read_text(encoding="utf-8")
_GARDEN_CSS = GARDEN_STYLESHEET.read_text(encoding="utf-8")
_CROWD_CSS = CROWD_STYLESHEET.read_text(encoding="utf-8")
_LEVELS = {"green": "on-dark", "yellow": "on-light", "orange": "on-light", "red": "on-dark"}
_TEXT = 4.5  # WCAG 2.2, 1.4.3
_GRAPHIC = 3.0  # WCAG 2.2, 1.4.11


def _scheme(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def _schemes(css: str = _CSS) -> dict[str, dict[str, str]]:
    light, _, rest = css.partition("@media (prefers-color-scheme: dark)")
    dark = rest[: rest.index("}\n}")]
    return {"light": _scheme(light), "dark": _scheme(light) | _scheme(dark)}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: contrast ratio of two #rrggbb colours."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_measure_agrees_with_the_extremes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "muted", "brick", "good", "bad"])
@pytest.mark.parametrize("ground", ["tile", "ground"])
def test_texts_stand_out_from_tile_and_ground(scheme: str, text: str, ground: str) -> None:
    colours = _schemes()[scheme]
    assert contrast(colours[text], colours[ground]) >= _TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("graphic", ["brick", "sea", "leaf", "sky", "air", "muted"])
def test_bars_lines_and_dots_stand_out_from_their_tile(scheme: str, graphic: str) -> None:
    colours = _schemes()[scheme]
    assert contrast(colours[graphic], colours["tile"]) >= _GRAPHIC


@pytest.mark.parametrize(("level", "text"), _LEVELS.items())
def test_the_word_of_a_level_stands_out_from_its_colour(level: str, text: str) -> None:
    for colours in _schemes(_CROWD_CSS).values():
        assert contrast(colours[level], colours[text]) >= _TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("level", _LEVELS)
def test_a_street_stands_out_from_the_land_by_its_colour_or_by_its_edge(scheme: str, level: str) -> None:
    colours = _schemes(_CROWD_CSS)[scheme]
    for ground in ("land", "water", "beach", "park"):
        edged = min(contrast(colours["edge"], colours[ground]), contrast(colours["edge"], colours[level]))
        assert max(contrast(colours[level], colours[ground]), edged) >= _GRAPHIC


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_stand_out_from_everything_on_the_map(scheme: str) -> None:
    colours, map_colours = _schemes()[scheme], _schemes(_CROWD_CSS)[scheme]
    for ground in ("land", "water", "beach", "park"):
        assert contrast(colours["ink"], map_colours[ground]) >= _TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_curve_stands_out_from_its_intervals_and_they_from_each_other_by_place(scheme: str) -> None:
    colours, own = _schemes()[scheme], _schemes(_CROWD_CSS)[scheme]
    for ground in (colours["tile"], own["wide"], own["narrow"]):
        for line in ("ink", "sea", "brick"):
            assert contrast(colours[line], ground) >= _GRAPHIC


@pytest.mark.parametrize("rank", range(1, 7))
def test_the_word_of_an_air_level_stands_out_from_its_colour(rank: int) -> None:
    for colours in _schemes(_AIR_CSS).values():
        (text,) = re.findall(rf"\.a{rank} {{ background: var\(--air-{rank}\); color: var\(--(air-\w+)\); }}", _AIR_CSS)
        assert contrast(colours[f"air-{rank}"], colours[text]) >= _TEXT


@pytest.mark.parametrize("door", re.findall(r"\.door\.\w+ \{ background: (#[0-9a-f]{6})", _CSS))
def test_the_white_texts_of_the_doors_stand_out(door: str) -> None:
    assert contrast(door, "#ffffff") >= _TEXT


def test_gardens_are_drawn_in_the_colours_of_all_pages() -> None:
    assert not re.search(r"#[0-9a-f]{3}|rgb|url\(|@import", _GARDEN_CSS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_water_and_what_is_drawn_on_the_soil_stand_out_from_it(scheme: str) -> None:
    """Where the water is pale its surface is a line of ink."""
    colours = _schemes()[scheme]
    opacity = re.search(r"rect\.water \{ fill: var\(--sea\); opacity: (\.\d+)", _GARDEN_CSS)
    assert opacity
    assert contrast(_over(colours["sea"], colours["joint"], opacity=float(opacity[1])), colours["joint"]) >= _GRAPHIC
    for line in ("ink", "muted"):
        assert contrast(colours[line], colours["joint"]) >= _GRAPHIC


def _over(upper: str, lower: str, *, opacity: float) -> str:
    """The colour of a pale layer over another."""
    parts = [
        round(opacity * int(upper[at : at + 2], 16) + (1 - opacity) * int(lower[at : at + 2], 16)) for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


def test_texts_in_drawings_use_a_colour_that_is_tested_here() -> None:
    assert re.search(r"\.label \{ fill: var\(--muted\); font-size: 12px; \}", _CSS)


def test_the_dark_scheme_changes_colours_alone() -> None:
    for sheet in STYLESHEET.parent.glob("*.css"):
        colours_only = (
            r"@media \(prefers-color-scheme: dark\) \{\n  :root \{\n(    --[\w-]+: #[0-9a-f]{6};\n)+  \}\n\}\n"
        )
        rest = re.sub(colours_only, "", sheet.read_text(encoding="utf-8"), count=1)
        assert "prefers-color-scheme" not in rest, sheet.name
        assert "light-dark(" not in rest, sheet.name


def test_the_style_sheet_asks_nothing_of_other_hosts() -> None:
    assert set(re.findall(r"url\(([^)]*)\)", _CSS + _CROWD_CSS + _AIR_CSS)) == {"tiles.svg"}
    assert "@import" not in _CSS + _CROWD_CSS + _AIR_CSS

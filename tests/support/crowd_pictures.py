"""Pictures of the crowd pages for the docs, of a made-up beach day: `python -m support.crowd_pictures [FOLDER]`.

Look at them before they are committed: nothing else does.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import ViewportSize

from stoep_gateway.web.app import create
from support.browser import open_browser
from support.repository import ROOT
from support.site import serving
from support.street_archive import NOW_S, StreetArchive
from support.street_crowd import StreetDesk, StreetOutlook


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The first screen of a page."""

    name: str
    path: str
    width_px: int
    height_px: int
    is_dark: bool = False
    is_print: bool = False


_PICTURES = (
    Picture(name="crowd", path="/crowd", width_px=1280, height_px=1250),
    Picture(name="crowd-dark", path="/crowd", width_px=1280, height_px=1250, is_dark=True),
    Picture(name="crowd-phone", path="/crowd", width_px=320, height_px=1400),
    Picture(name="crowd-print", path="/crowd", width_px=800, height_px=1130, is_print=True),
    Picture(name="crowd-wall", path="/crowd/wall", width_px=1920, height_px=1080),
    Picture(name="crowd-wall-dark", path="/crowd/wall", width_px=2560, height_px=1440, is_dark=True),
    Picture(name="crowd-place", path="/crowd/keizerstraat", width_px=1280, height_px=1000),
    Picture(name="crowd-replay", path="/crowd/keizerstraat?at=2026-07-17T14:00Z", width_px=1280, height_px=900),
)


def take(folder: Path) -> list[Path]:
    """Write folder/crowd*.png, in English."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    app = create(
        StreetArchive, gateway_name="Scheveningen", now_s=lambda: NOW_S, outlook=StreetOutlook(), seen=StreetDesk()
    )
    with serving(app) as address, open_browser() as browser:
        for picture in _PICTURES:
            view = ViewportSize(width=picture.width_px, height=picture.height_px)
            page = browser.new_page(viewport=view, color_scheme="dark" if picture.is_dark else "light", locale="en-GB")
            page.emulate_media(media="print" if picture.is_print else "screen")
            page.goto(address + picture.path)
            files.append(folder / f"{picture.name}.png")
            page.screenshot(path=files[-1])
            page.close()
    return files


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m support.crowd_pictures", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "docs" / "images")
    for file in take(parser.parse_args().folder):
        print(file)


if __name__ == "__main__":
    main()

"""Pictures of the garden pages for the docs, of a made-up street: `python -m support.garden_pictures [FOLDER]`.

Look at them before they are committed: nothing else does.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import ViewportSize

from support.browser import open_browser
from support.own_gardens import site
from support.repository import ROOT
from support.site import serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The first screen of a page, or all of it."""

    name: str
    path: str
    width_px: int = 1280
    height_px: int = 900
    is_dark: bool = False
    is_print: bool = False
    is_whole: bool = False


_DOCS = Picture(name="my-garden", path="/dry/my-garden", height_px=1060)
_MORE = (
    Picture(name="my-garden-whole", path="/dry/my-garden", is_whole=True),
    Picture(name="my-garden-dark", path="/wet/my-garden", is_dark=True, is_whole=True),
    Picture(name="my-garden-phone", path="/dry/my-garden", width_px=320, is_whole=True),
    Picture(name="my-garden-print", path="/dry/my-garden", width_px=800, is_print=True, is_whole=True),
    Picture(name="my-garden-new", path="/new/my-garden"),
    Picture(name="my-garden-full", path="/full/my-garden"),
    Picture(name="my-garden-raw", path="/raw/my-garden"),
    Picture(name="my-garden-fault", path="/fault/my-garden", is_whole=True),
    Picture(name="my-week", path="/dry/my-garden/week", width_px=900, is_whole=True),
    Picture(name="my-week-print", path="/dry/my-garden/week", width_px=800, is_print=True, is_whole=True),
    Picture(name="garden", path="/garden", is_whole=True),
    Picture(name="garden-phone", path="/garden", width_px=320, is_whole=True),
    Picture(name="research", path="/research", is_whole=True),
    Picture(name="report", path="/research/2026", is_whole=True),
)


def take(folder: Path, *, pictures: tuple[Picture, ...] = (_DOCS,), language: str = "en") -> list[Path]:
    """Write folder/NAME.png."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with TemporaryDirectory() as desk, serving(site(Path(desk))) as address, open_browser() as browser:
        for picture in pictures:
            view = ViewportSize(width=picture.width_px, height=picture.height_px)
            page = browser.new_page(viewport=view, color_scheme="dark" if picture.is_dark else "light")
            page.emulate_media(media="print" if picture.is_print else "screen")
            page.goto(f"{address}{picture.path}?lang={language}", wait_until="networkidle")
            files.append(folder / f"{picture.name}.png")
            page.screenshot(path=files[-1], full_page=picture.is_whole)
            page.close()
    return files


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m support.garden_pictures", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "docs" / "images")
    parser.add_argument("--all", action="store_true", help="also those that the docs do not show")
    parser.add_argument("--language", choices=("nl", "en"), default="en")
    arguments = parser.parse_args()
    pictures = (_DOCS, *_MORE) if arguments.all else (_DOCS,)
    for file in take(arguments.folder, pictures=pictures, language=arguments.language):
        print(file)


if __name__ == "__main__":
    main()

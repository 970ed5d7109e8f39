"""Pictures of running pages: `python -m support.screenshots URL DIR [PATH …]`, each page at phone and desk width."""

import argparse
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import ViewportSize

from support.browser import open_browser

_WIDTHS_PX = (320, 1280)
_HEIGHT_PX = 900


def take(
    address: str, *, folder: Path, paths: list[str], schemes: list[str], languages: list[str], full: bool
) -> list[Path]:
    """Write folder/<page>[-<language>][-dark]-<width>.png and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with open_browser() as browser:
        for width in _WIDTHS_PX:
            for scheme in schemes:
                view = ViewportSize(width=width, height=_HEIGHT_PX)
                page = browser.new_page(viewport=view, color_scheme="dark" if scheme == "dark" else "light")
                for path in paths:
                    for language in languages:
                        page.goto(urljoin(address, f"{path}?lang={language}"))
                        name = path.strip("/").replace("/", "-") or "home"
                        file = folder / f"{name}-{language}{'-dark' if scheme == 'dark' else ''}-{width}.png"
                        page.screenshot(path=file, full_page=full)
                        files.append(file)
                page.close()
    return files


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m support.screenshots", description=__doc__)
    parser.add_argument("address", help="of the running pages, as http://127.0.0.1:8080/")
    parser.add_argument("folder", type=Path)
    parser.add_argument("paths", nargs="*", default=["/"])
    parser.add_argument("--dark", action="store_true", help="also in the dark scheme")
    parser.add_argument("--language", action="append", choices=("nl", "en"), help="default: nl")
    parser.add_argument("--full", action="store_true", help="the whole page, not the first screen")
    arguments = parser.parse_args()
    schemes = ["light", "dark"] if arguments.dark else ["light"]
    for file in take(
        arguments.address,
        folder=arguments.folder,
        paths=arguments.paths,
        schemes=schemes,
        languages=arguments.language or ["nl"],
        full=arguments.full,
    ):
        print(file)


if __name__ == "__main__":
    main()

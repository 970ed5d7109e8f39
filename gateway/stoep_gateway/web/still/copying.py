"""From the site's application to a folder of files: read everything, then turn each page into one for paper."""

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from stoep_gateway.errors import ConfigError
from stoep_gateway.web.still.folder import CopyFolder
from stoep_gateway.web.still.names import Place, file_of, link, place_of
from stoep_gateway.web.still.paper import on_paper
from stoep_gateway.web.still.reading import BASE, HTML, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """pages, files: how many, files besides pages."""

    pages: int
    files: int


async def copy(app: ASGIApp, folder: CopyFolder, *, languages: Sequence[str], stamp: dict[str, str]) -> Copied:
    """app: made to stand below BASE. stamp: goes beside the list of files. ConfigError: a page cannot be had now.

    What leads to nothing leads nowhere in the copy. A page that is there and cannot be read is missed: then nothing is
    published.
    """
    names: dict[Place, str] = {}
    pages: list[Place] = []
    async for answer in read(app, languages=languages):
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and answer.place.language:  # numbers may be none yet
            raise ConfigError(
                f"{answer.place.path}: cannot be read now ({answer.status}): try again, see the log of stoep"
            )
        if answer.status != HTTPStatus.OK:
            continue
        name = file_of(answer.place, media=answer.media, languages=languages)
        names[answer.place] = name
        if answer.media == HTML:
            pages.append(answer.place)
        folder.put(name, answer.body)
    for place in pages:
        folder.put(names[place], _page(folder.get(names[place]).decode(), place=place, names=names).encode())
    others = [name for place, name in names.items() if place not in pages]
    folder.publish((*others, *(names[place] for place in reversed(pages))), stamp=stamp)
    return Copied(pages=len(pages), files=len(others))


def _page(html: str, *, place: Place, names: dict[Place, str]) -> str:
    own = names[place]

    def lead(address: str) -> str | None:
        found = place_of(address, language=place.language, base=BASE)
        return link(names[found], of=own, fragment=urlsplit(address).fragment) if found in names else None

    return on_paper(html, lead=lead, own=posixpath.basename(own))

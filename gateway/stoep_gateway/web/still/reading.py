"""Read the whole public site through its own application: what the first page leads to, and what that leads to."""

import posixpath
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import httpx
from starlette.types import ASGIApp

from stoep_gateway.web.language import COOKIE
from stoep_gateway.web.still.names import Place, place_of
from stoep_gateway.web.still.paper import addresses, addresses_of_style

BASE = "/--stoep-copy--"  # marks what has to become a link between files; no page of ours is called so
HTML, _CSS = "text/html", "text/css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What stands at a place. status: other than 200 for what cannot be had now; body is empty then."""

    place: Place
    status: int
    media: str
    body: bytes


async def read(app: ASGIApp, *, languages: Sequence[str]) -> AsyncIterator[Answer]:
    """Each place once, the first page in the first language first. app: made to stand below BASE."""
    wanted = [Place("/", language) for language in languages]
    seen = set(wanted)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://copy", headers={"accept-encoding": ""}
    ) as client:
        while wanted:
            answer = await _ask(client, wanted.pop(0))
            yield answer
            for place in _led_to(answer, languages=languages):
                if place not in seen:
                    seen.add(place)
                    wanted.append(place)


async def _ask(client: httpx.AsyncClient, place: Place) -> Answer:
    headers = {"cookie": f"{COOKIE}={place.language}"} if place.language else {}
    got = await client.get(f"{BASE}{place.address}", headers=headers)
    media = got.headers.get("content-type", "").partition(";")[0]
    body = got.content if got.status_code == HTTPStatus.OK else b""
    return Answer(place=place, status=got.status_code, media=media, body=body)


def _led_to(answer: Answer, *, languages: Sequence[str]) -> list[Place]:
    if answer.media == HTML:
        found = [
            place_of(address, language=answer.place.language, base=BASE) for address in addresses(answer.body.decode())
        ]
        return [place for place in found if place and place.language in ("", *languages)]
    if answer.media == _CSS:
        folder = posixpath.dirname(answer.place.path)
        return [Place(posixpath.join(folder, name)) for name in addresses_of_style(answer.body.decode())]
    return []

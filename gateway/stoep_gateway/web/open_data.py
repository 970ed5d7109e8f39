"""The research's open data as two files to download: the same bytes as long as the almanac says the same."""

from datetime import date

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from stoep_gateway.almanac.open_data import DATA_FILE, PACKAGE_FILE, files, open_figures
from stoep_gateway.web.ports import Almanac, AlmanacAwayError

_TYPES = {DATA_FILE: "text/csv; charset=utf-8; header=present", PACKAGE_FILE: "application/json"}  # RFC 7111
_AGAIN_S = 60


class OpenData:
    """almanac: None without one; then there is nothing to download."""

    def __init__(self, almanac: Almanac | None) -> None:
        self._almanac = almanac
        self._made: tuple[int, dict[str, bytes]] | None = None

    def routes(self) -> list[BaseRoute]:
        """Before the pages below /research."""
        return [
            Route("/research/data.csv", self._data, name="api-research-data"),
            Route("/research/datapackage.json", self._package, name="api-research-package"),
        ]

    def _data(self, request: Request) -> Response:
        return self._answer(DATA_FILE)

    def _package(self, request: Request) -> Response:
        return self._answer(PACKAGE_FILE)

    def _answer(self, name: str) -> Response:
        """Runs in a worker thread: SQLite blocks."""
        try:
            found = self._files()
        except AlmanacAwayError:
            found = None
        if found is None:
            text = "no open data now: ask again in a minute\n"
            return PlainTextResponse(text, status_code=503, headers={"retry-after": str(_AGAIN_S)})
        headers = {"content-type": _TYPES[name], "cache-control": "no-cache", "access-control-allow-origin": "*"}
        return Response(found[name], headers=headers)

    def _files(self) -> dict[str, bytes] | None:
        """None: nobody has looked at gardens yet."""
        if self._almanac is None:
            return None
        version = self._almanac.version()
        if self._made and self._made[0] == version:
            return self._made[1]
        about = self._almanac.about()
        if about is None:
            return None
        figures = self._almanac.figures(date.min, date.max)
        self._made = (version, files(about, open_figures(self._almanac.blocks(), figures)))
        return self._made[1]

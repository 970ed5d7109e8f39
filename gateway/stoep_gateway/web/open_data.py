"""Open data of gardens to download: the figures as CSV, and the package that describes them."""

from collections.abc import Mapping
from datetime import date

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from stoep_gateway.almanac.open_data import DATA_FILE, PACKAGE_FILE, files, open_figures
from stoep_gateway.web.ports import Almanac, AlmanacAwayError

_TYPES = {DATA_FILE: "text/csv; charset=utf-8", PACKAGE_FILE: "application/json"}
_AWAY = "no gardens have been looked at here yet: ask again later"


class OpenData:
    """Made once for each version of the almanac. almanac: None without an analyst."""

    def __init__(self, almanac: Almanac | None) -> None:
        self._almanac = almanac
        self._kept: tuple[int, Mapping[str, bytes]] = (-1, {})

    def routes(self) -> list[BaseRoute]:
        return [Route(f"/research/{name}", self._answer, name=f"research.{name}") for name in _TYPES]

    def _answer(self, request: Request) -> Response:
        name = request.url.path.rpartition("/")[2]
        try:
            found = self._files()
        except AlmanacAwayError:
            found = {}
        if name not in found:
            return JSONResponse({"error": _AWAY}, status_code=503, headers={"retry-after": "600"})
        return Response(found[name], media_type=_TYPES[name], headers={"cache-control": "no-cache"})

    def _files(self) -> Mapping[str, bytes]:
        if self._almanac is None:
            return {}
        version = self._almanac.version()
        if self._kept[0] != version:
            about = self._almanac.about()
            figures = open_figures(self._almanac.blocks(), self._almanac.figures(date.min, date.max))
            self._kept = (version, files(about, figures) if about else {})
        return self._kept[1]

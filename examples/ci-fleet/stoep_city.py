"""The back-end type `city-service` of a stoep gateway: it posts what the gateway releases to the city's service."""

from pathlib import Path
from typing import Any

from stoep_gateway.backends.http_service import HttpService, RefusedError
from stoep_gateway.backends.options import Options
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import RetryableError
from stoep_gateway.records import Observation


def create(settings: BackendSettings, *, state_dir: Path) -> "CityBackend":
    """Option: url, without /measurements. state_dir is not used."""
    options = Options(settings)
    url = options.text("url")
    options.done()
    return CityBackend(url)


class CityBackend:
    """A back-end (stoep_gateway.ports.Backend)."""

    needs_time = False  # the table takes measurements without one

    def __init__(self, url: str, *, timeout_s: float = 30.0) -> None:
        self._url = url
        self._service = HttpService(url, token="", timeout_s=timeout_s)

    async def send(self, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        """Return when the service has stored it. unsure makes no difference: the table keeps each key once."""
        try:
            await self._service.post("measurements", body=[_as_json(one) for one in batch])
        except RefusedError as error:
            raise RetryableError(f"{self._url}: does not understand us ({error}): which version is it?") from error

    async def close(self) -> None:
        """Close the connection."""
        await self._service.close()


def _as_json(one: Observation) -> dict[str, Any]:
    return {
        "device": one.device,
        "key": one.identity.removeprefix(f"{one.device}/"),  # the same each time it comes
        "quantity": one.quantity,
        "unit": one.unit,
        "value": one.value,
        "time": one.time_s,
        "window_s": one.window_s,
    }

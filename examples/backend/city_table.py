"""A back-end of one's own: each batch goes to a city's HTTP endpoint as JSON, which keeps every id once.

Request: {"observations": [{"id": …, "device": …, "quantity": …, "unit": …, "value": …, "time": …, "window_s": …}]}
Answer: 200 {"refused": [ids]}, once all the others are stored.
"""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from stoep_gateway.backends.options import Options
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import PermanentError, RetryableError
from stoep_gateway.records import Observation


def create(settings: BackendSettings, *, state_dir: Path) -> "CityTable":
    """Options: url, timeout_s. state_dir is not used: nothing has to be remembered here."""
    options = Options(settings)
    url = options.text("url")
    timeout_s = options.number("timeout_s", default=30, low=0.1, high=600)
    options.done()
    return CityTable(url, timeout_s=timeout_s)


class CityTable:
    """A back-end (stoep_gateway.ports.Backend)."""

    needs_time = False  # the city's table takes rows without a time

    def __init__(self, url: str, *, timeout_s: float) -> None:
        """timeout_s: longest wait for one answer."""
        self._url = url
        self._timeout_s = timeout_s
        self._client = httpx.AsyncClient(timeout=timeout_s, trust_env=False)

    async def send(self, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        """Return when the city has stored it. unsure makes no difference: the city passes over ids that it has."""
        answer = await self._post({"observations": [_as_json(one) for one in batch]})
        try:
            refused = frozenset(answer["refused"])
        except (KeyError, TypeError) as error:
            raise RetryableError(f"{self._url}: the answer names no refused ids: is this the right url?") from error
        if rejected := tuple(at for at, one in enumerate(batch) if one.identity in refused):
            raise PermanentError("refused by the city", rejected=rejected)

    async def check(self) -> None:
        """For `stoep check`: an empty batch changes nothing. RetryableError."""
        await self.send((), unsure=False)

    async def close(self) -> None:
        """Close the connection."""
        await self._client.aclose()

    async def _post(self, body: dict[str, Any]) -> Any:
        """The parsed answer. Whatever goes wrong on the way is no fault of the rows: RetryableError."""
        try:
            async with asyncio.timeout(self._timeout_s):  # the client's own limit is for each read of a slow answer
                answer = await self._client.post(self._url, json=body)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise RetryableError(f"{self._url}: no answer within {self._timeout_s:g} s: trying again") from error
        except httpx.HTTPError as error:
            raise RetryableError(f"{self._url}: no connection ({type(error).__name__}): trying again") from error
        if answer.status_code != 200:
            raise RetryableError(f"{self._url}: has a problem (HTTP {answer.status_code}): trying again")
        try:
            return answer.json()
        except ValueError as error:
            raise RetryableError(f"{self._url}: the answer is not JSON: is this the right url?") from error


def _as_json(one: Observation) -> dict[str, Any]:
    return {
        "id": one.identity,
        "device": one.device,
        "quantity": one.quantity,
        "unit": one.unit,
        "value": one.value,
        "time": one.time_s,  # Unix seconds; null: the device never knew it
        "window_s": one.window_s,  # 0: a reading; else time is the window's start
    }

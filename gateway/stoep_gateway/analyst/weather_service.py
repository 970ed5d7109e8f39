"""Weather from the operator's address: asked for each half hour, and what was once told is kept beside the outlook."""

import asyncio
import logging
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from stoep_gateway.backoff import delays_s
from stoep_gateway.config.private_file import write_private
from stoep_gateway.crowd.weather import SIZE_MAX_CHARS, WeatherHour, parse_weather_json
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.strict import items, optional_real, packed, unpacked, whole

FILE_NAME = "weather.bin"  # beside the outlook
_EVERY_S = 1800.0
_FIRST_S, _MAX_S = 30.0, 1800.0
_TIMEOUT_S = 30.0
_KEEP_HOURS = (400 + 16) * 24  # as much as a history holds, and a service's forecast
_LOG = logging.getLogger("stoep.analyst")


class WeatherService:
    """hours: all that was told, in order; note: "" or why nothing newer came."""

    def __init__(self, url: str, *, folder: Path, rng: random.Random) -> None:
        """url: "" asks nobody. rng: for the waits of `run`."""
        self._url = url
        self._path = folder / FILE_NAME
        self._rng = rng
        self.hours: tuple[WeatherHour, ...] = kept_weather(folder) if url else ()
        self.note = ""

    async def run(self) -> None:
        """Until cancelled."""
        waits = delays_s(first_s=_FIRST_S, max_s=_MAX_S, rng=self._rng)
        while self._url:
            try:
                self.take(await fetch(self._url))
            except RetryableError as error:
                if not self.note:
                    _LOG.warning("weather: %s", error)
                self.note = str(error)
                await asyncio.sleep(next(waits))
            else:
                self.note = ""
                waits = delays_s(first_s=_FIRST_S, max_s=_MAX_S, rng=self._rng)
                await asyncio.sleep(_EVERY_S)

    def take(self, told: Iterable[WeatherHour]) -> None:
        """Newer words replace older ones of the same hour."""
        hours = {hour.start_s: hour for hour in (*self.hours, *told)}
        # By number: one hour that a service puts into a far year must not end all that was ever told.
        self.hours = tuple(hours[start_s] for start_s in sorted(hours)[-_KEEP_HOURS:])
        rows = [
            [hour.start_s, hour.temperature_c, hour.rain_mm, hour.wind_m_s, hour.sun, hour.radiation_j_cm2]
            for hour in self.hours
        ]
        try:
            write_private(self._path, packed(rows))
        except ConfigError as error:
            _LOG.error("%s", error)


def kept_weather(folder: Path) -> tuple[WeatherHour, ...]:
    """What was once told, in order. (): nothing, or a damaged file, which is asked for anew."""
    try:
        rows = [_six(items(row)) for row in items(unpacked((folder / FILE_NAME).read_bytes()))]
        return tuple(
            WeatherHour(
                start_s=whole(row[0]),
                temperature_c=optional_real(row[1]),
                rain_mm=optional_real(row[2]),
                wind_m_s=optional_real(row[3]),
                sun=optional_real(row[4]),
                radiation_j_cm2=optional_real(row[5]),
            )
            for row in rows
        )
    except (OSError, ValueError):
        return ()


def _six(row: Sequence[object]) -> Sequence[object]:
    """Before 0.7 there was no radiation. ValueError: neither."""
    return items([*row, None] if len(row) == 5 else row, count=6)


async def fetch(url: str) -> tuple[WeatherHour, ...]:
    """RetryableError, with the host's name alone: addresses may hold keys."""
    import httpx  # most gateways ask no service, and a small computer has time and memory to save

    try:
        host = httpx.URL(url).host
    except httpx.InvalidURL as error:
        raise RetryableError("weather_url is no address: mend it") from error
    try:
        async with (
            asyncio.timeout(_TIMEOUT_S),
            httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=False) as client,
            client.stream("GET", url, headers={"Accept": "application/json"}) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise RetryableError(f"{host}: answers HTTP {response.status_code}: is weather_url the right address?")
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > SIZE_MAX_CHARS:
                    raise RetryableError(f"{host}: the answer is too long: does weather_url give hourly weather?")
    except TimeoutError as error:
        raise RetryableError(f"{host}: no answer within {_TIMEOUT_S:g} s") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise RetryableError(f"{host}: no connection ({type(error).__name__}): is weather_url right?") from error
    try:
        return parse_weather_json(body.decode(), source=host)
    except UnicodeDecodeError as error:
        raise RetryableError(f"{host}: the answer is no text: does weather_url give hourly weather?") from error

"""Deliver to an OGC SensorThings 1.1 service by CreateObservations; read back whatever may have arrived unseen."""

import asyncio
from collections.abc import Iterable, Sequence
from math import isfinite
from pathlib import Path
from urllib.parse import urlsplit

from stoep_gateway.backends.http_service import HttpService, RefusedError, UnansweredError
from stoep_gateway.backends.isolate import Isolation, Request
from stoep_gateway.backends.options import Options
from stoep_gateway.backends.patience import Patience
from stoep_gateway.backends.sensorthings_entities import Entities
from stoep_gateway.backends.sensorthings_readback import read_back
from stoep_gateway.backends.sensorthings_rows import Stream, create_body, failed_rows, missing
from stoep_gateway.config.secrets import read_ascii_secret
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import PermanentError, RetryableError
from stoep_gateway.ports import Backend
from stoep_gateway.records import Observation

LOOKS = 7  # for rows that were not confirmed in time, before they are sent anew: 90 s, with a forwarder's backoff


def create(settings: BackendSettings, *, state_dir: Path) -> Backend:
    """Options: url (…/v1.1), token_file, namespace, timeout_s, rows_per_request."""
    options = Options(settings)
    url = options.text("url")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise options.error("url", "must be the service's address, such as https://city.example/sensorthings/v1.1")
    if parts.username or parts.password:
        raise options.error("url", "must not hold a password: put a token in a 0600 file and name it in token_file")
    token_file = options.path("token_file")
    namespace = options.text("namespace", default="stoep")
    timeout_s = options.number("timeout_s", default=30.0, low=0.1, high=600.0)
    # Django refuses bodies above 2.5 MB; 1,000 rows are about 0.2 MB, and larger requests are hardly faster.
    rows_per_request = int(options.number("rows_per_request", default=1000, low=1, high=10_000))
    options.done()
    token = read_ascii_secret(token_file) if token_file else ""
    return SensorThings(url, token=token, namespace=namespace, timeout_s=timeout_s, rows_per_request=rows_per_request)


class SensorThings:
    """A back-end (ports.Backend). The service keeps no identity unique, so an unsure batch is read back by identity."""

    needs_time = True

    def __init__(self, url: str, *, token: str, namespace: str, timeout_s: float, rows_per_request: int) -> None:
        self._service = HttpService(url, token=token, timeout_s=timeout_s)
        self._entities = Entities(self._service, namespace=namespace)
        self._rows_max = rows_per_request
        self._patience = Patience()
        self._looks_left = 0

    async def send(self, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        """See ports.Backend. A row is blamed only when the service stores others, or nothing for long (Patience)."""
        sendable = [row for row, observation in enumerate(batch) if _sendable(observation)]
        streams, refused = await self._streams(batch, rows=sendable)
        if unsure:
            streams = {row: streams[row] for row in await self._missing(batch, streams=streams)}
            self._look_before_repeating(missing=bool(streams))
        isolation = Isolation({row: stream.key for row, stream in streams.items()}, rows_max=self._rows_max)
        await self._deliver(batch, streams=streams, isolation=isolation)
        refused |= isolation.refused
        self._patience.judge(stored=bool(isolation.stored), troubled=bool(refused) or isolation.barren)
        refused |= set(range(len(batch))).difference(sendable)
        if refused:
            raise PermanentError(f"{len(refused)} observations are refused", rejected=tuple(sorted(refused)))

    async def close(self) -> None:
        """See ports.Backend."""
        await self._service.close()

    async def _deliver(self, batch: Sequence[Observation], *, streams: dict[int, Stream], isolation: Isolation) -> None:
        looked_again = False
        while request := isolation.next_request():
            failed = await self._post(request, batch=batch, streams=streams)
            moved: set[int] = set()
            if failed != set() and not looked_again:
                # The usual reason is not a bad row but an entity that is gone: a service that was wiped or restored.
                looked_again = True
                moved = await self._look_again(batch, streams=streams)
            if failed is not None:
                isolation.answered(request, failed=failed, again=moved)
            elif moved:
                isolation.again(request)
            else:
                isolation.refused_whole(request)
            if isolation.barren and self._patience.is_left:
                return

    async def _post(
        self, request: Request, *, batch: Sequence[Observation], streams: dict[int, Stream]
    ) -> set[int] | None:
        """The rows that were not stored; None: the service refused the request as a whole."""
        body = create_body(request, batch=batch, streams=streams)
        try:
            answer = await self._service.post("CreateObservations", body=body)
            return failed_rows(answer.json(), request=request)
        except RefusedError:
            return None
        except (UnansweredError, asyncio.CancelledError):
            self._looks_left = LOOKS
            raise
        except ValueError as error:
            raise RetryableError(f"CreateObservations: {error}: check url") from error

    def _look_before_repeating(self, *, missing: bool) -> None:
        if not missing:
            self._looks_left = 0
        elif self._looks_left:
            self._looks_left -= 1
            raise RetryableError("the service may still store what it did not confirm in time: looking again")

    async def _streams(
        self, batch: Sequence[Observation], *, rows: Iterable[int]
    ) -> tuple[dict[int, Stream], set[int]]:
        """Entities for each row, and the rows for which the service refuses to have any."""
        streams: dict[int, Stream] = {}
        refused: set[int] = set()
        for row in rows:
            try:
                streams[row] = await self._entities.stream(batch[row])
            except RefusedError:
                refused.add(row)
            except RetryableError:
                self._entities.forget()  # a reference to something that is gone is answered with 500 by some services
                raise
        return streams, refused

    async def _look_again(self, batch: Sequence[Observation], *, streams: dict[int, Stream]) -> set[int]:
        """Update `streams` in place; the rows whose entities are others now."""
        self._entities.forget()
        fresh, _ = await self._streams(batch, rows=sorted(streams))
        moved = {row for row, stream in fresh.items() if stream != streams[row]}
        streams.update(fresh)
        return moved

    async def _missing(self, batch: Sequence[Observation], *, streams: dict[int, Stream]) -> list[int]:
        """The rows that the service does not hold yet."""
        by_key: dict[str, list[int]] = {}
        for row, stream in streams.items():
            by_key.setdefault(stream.key, []).append(row)
        wanted: list[int] = []
        for key, rows in by_key.items():
            times_s = [batch[row].time_s or 0 for row in rows]
            stored = await read_back(self._service, key=key, start_s=min(times_s), end_s=max(times_s))
            wanted += missing(rows, batch=batch, stored=stored)
        return sorted(wanted)


def _sendable(observation: Observation) -> bool:
    """JSON has no number for what is not finite, and every SensorThings observation has a time."""
    return observation.time_s is not None and isfinite(observation.value)

"""Against a real server: what only SensorThings can do to us."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from stoep_gateway import backends
from stoep_gateway.backends.patience import PATIENCE_SENDS
from stoep_gateway.backends.sensorthings import LOOKS
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import PermanentError, RetryableError
from stoep_gateway.ports import Backend
from stoep_gateway.records import Cell, Observation
from stoep_testing.cutting_proxy import CuttingProxy
from stoep_testing.observations import SCHEVENINGEN, T0_S, reading, window
from support.sensorthings_server import SensorThingsServer
from support.waiting import LIMIT_S, until

BATCH = (
    *(reading(row, value=15 + row / 8) for row in range(1, 25)),
    *(reading(row, device="garden-2", quantity="air_temperature") for row in range(1, 7)),
    window(1),
    window(2, value=11.0),
)


@asynccontextmanager
async def opened(url: str, **options: object) -> AsyncIterator[Backend]:
    known = {"url": url, "timeout_s": LIMIT_S}
    settings = BackendSettings(name="city", type="sensorthings", options=known | options)
    backend = backends.create(settings, state_dir=Path("/nowhere"))
    try:
        yield backend
    finally:
        await backend.close()


@asynccontextmanager
async def impatient(url: str, *, server: SensorThingsServer) -> AsyncIterator[Backend]:
    """It has the first row of the batch there: a server that has just started takes long for its first answers."""
    async with opened(server.url) as patient:
        await patient.send(BATCH[:1], unsure=False)
    async with opened(url, timeout_s=2) as backend:
        yield backend


def identities(server: SensorThingsServer) -> list[str]:
    return [row.identity for row in server.rows()]


def wanted(batch: Sequence[Observation]) -> list[str]:
    return sorted(observation.identity for observation in batch)


def through(proxy: CuttingProxy, server: SensorThingsServer) -> str:
    return server.url.replace(str(server.port), str(proxy.port))


async def test_rows_whose_answer_was_lost_are_found_and_not_sent_again(sensorthings: SensorThingsServer) -> None:
    async with CuttingProxy(target_port=sensorthings.port) as proxy, opened(through(proxy, sensorthings)) as backend:
        proxy.cut(b"CreateObservations")
        with pytest.raises(RetryableError):
            await backend.send(BATCH, unsure=False)
        assert identities(sensorthings) == wanted(BATCH)
        await backend.send(BATCH, unsure=True)
    assert identities(sensorthings) == wanted(BATCH)


async def test_a_server_killed_between_storing_and_answering_has_every_row_once(
    sensorthings: SensorThingsServer,
) -> None:
    async with CuttingProxy(target_port=sensorthings.port) as proxy, opened(through(proxy, sensorthings)) as backend:
        proxy.cut(b"CreateObservations", on_cut=sensorthings.kill)
        for _ in range(2):
            with pytest.raises(RetryableError):
                await backend.send(BATCH, unsure=True)
        sensorthings.start()
        await backend.send(BATCH, unsure=True)
    assert identities(sensorthings) == wanted(BATCH)


async def test_rows_that_a_slow_service_stores_after_we_looked_are_there_once(
    sensorthings: SensorThingsServer,
) -> None:
    async with (
        CuttingProxy(target_port=sensorthings.port) as proxy,
        impatient(through(proxy, sensorthings), server=sensorthings) as backend,
    ):
        proxy.hold_s = 600.0
        proxy.cut(b"CreateObservations")
        with pytest.raises(RetryableError, match="no answer"):
            await backend.send(BATCH[1:4], unsure=False)
        with pytest.raises(RetryableError, match="looking again"):
            await backend.send(BATCH[1:4], unsure=True)
        proxy.goes_on.set()
        await until(lambda: len(identities(sensorthings)) == 4, what="the late rows are stored")
        await backend.send(BATCH[1:4], unsure=True)
    assert identities(sensorthings) == wanted(BATCH[:4])


async def test_rows_that_a_service_never_stored_are_sent_again_after_some_looks(
    sensorthings: SensorThingsServer,
) -> None:
    async with (
        CuttingProxy(target_port=sensorthings.port) as proxy,
        impatient(through(proxy, sensorthings), server=sensorthings) as backend,
    ):
        proxy.hold_s = 60.0
        proxy.cut(b"CreateObservations")
        for _ in range(1 + LOOKS):
            with pytest.raises(RetryableError):
                await backend.send(BATCH[1:4], unsure=True)
        await backend.send(BATCH[1:4], unsure=True)
    assert identities(sensorthings) == wanted(BATCH[:4])


@pytest.mark.parametrize("entity_set", ["Things", "Locations", "Sensors", "ObservedProperties", "Datastreams"])
async def test_an_entity_whose_answer_was_lost_is_not_made_twice(
    sensorthings: SensorThingsServer, entity_set: str
) -> None:
    async with CuttingProxy(target_port=sensorthings.port) as proxy, opened(through(proxy, sensorthings)) as backend:
        proxy.cut(f"POST /sensorthings/v1.1/{entity_set} ".encode())
        with pytest.raises(RetryableError):
            await backend.send(BATCH, unsure=False)
        await backend.send(BATCH, unsure=True)
    assert entity_counts(sensorthings) == {
        "thing": 3,
        "location": 3,
        "sensor": 2,
        "observedproperty": 3,
        "datastream": 3,
    }
    assert identities(sensorthings) == wanted(BATCH)


async def test_a_restarted_gateway_finds_its_entities_again(sensorthings: SensorThingsServer) -> None:
    async with opened(sensorthings.url) as backend:
        await backend.send(BATCH[:20], unsure=False)
        await backend.send(BATCH[20:], unsure=False)
    before = entity_counts(sensorthings)
    async with opened(sensorthings.url) as backend:
        await backend.send((reading(99),), unsure=True)
    assert entity_counts(sensorthings) == before
    assert sensorthings.count("featureofinterest") == 1


async def test_a_wiped_server_gets_its_entities_anew(sensorthings: SensorThingsServer) -> None:
    async with opened(sensorthings.url) as backend:
        await backend.send(BATCH, unsure=False)
        sensorthings.wipe()
        await backend.send(BATCH, unsure=False)
    assert identities(sensorthings) == wanted(BATCH)


async def test_one_deleted_datastream_is_made_anew_and_no_row_refused(sensorthings: SensorThingsServer) -> None:
    async with opened(sensorthings.url) as backend:
        await backend.send((BATCH[0], BATCH[-1]), unsure=False)
        with sensorthings.database() as connection:
            connection.execute("DELETE FROM sensorthings_v1_1_django_backend_observation")
            connection.execute(
                "DELETE FROM sensorthings_v1_1_django_backend_datastream WHERE name = 'garden-1 soil_temperature'"
            )
        await backend.send((BATCH[0], BATCH[-1]), unsure=False)
    assert identities(sensorthings) == wanted((BATCH[0], BATCH[-1]))


async def test_where_a_server_keeps_no_parameters_time_and_value_tell(sensorthings: SensorThingsServer) -> None:
    async with opened(sensorthings.url) as backend:
        await backend.send(BATCH[:17], unsure=False)
        with sensorthings.database() as connection:
            connection.execute("UPDATE sensorthings_v1_1_django_backend_observation SET parameters = NULL")
        await backend.send(BATCH, unsure=True)
    assert len(sensorthings.rows()) == len(BATCH)


async def test_a_datastream_of_many_pages_is_read_back_whole(sensorthings: SensorThingsServer) -> None:
    many = tuple(reading(row, value=row / 10) for row in range(1, 2301))
    async with opened(sensorthings.url) as backend:
        await backend.send(many[:-5], unsure=False)
        await backend.send(many, unsure=True)
    assert identities(sensorthings) == wanted(many)


async def test_requests_stay_below_the_agreed_number_of_rows(sensorthings: SensorThingsServer) -> None:
    async with CuttingProxy(target_port=sensorthings.port) as proxy:
        async with opened(through(proxy, sensorthings), rows_per_request=10) as backend:
            await backend.send(BATCH, unsure=False)
        posts = [line for line in proxy.requests if b"CreateObservations" in line]
    assert len(posts) == 4
    assert identities(sensorthings) == wanted(BATCH)


async def test_a_request_that_is_too_large_for_the_server_is_halved(sensorthings: SensorThingsServer) -> None:
    many = tuple(reading(row, device="d" * 32, quantity="q" * 180) for row in range(1, 10_001))  # above 2.5 MB
    async with CuttingProxy(target_port=sensorthings.port) as proxy:
        async with opened(through(proxy, sensorthings), rows_per_request=10_000) as backend:
            await backend.send(many, unsure=False)
        posts = [line for line in proxy.requests if b"CreateObservations" in line]
    assert len(posts) == 3
    assert identities(sensorthings) == wanted(many)


async def test_a_window_lasts_from_phenomenon_time_to_result_time(sensorthings: SensorThingsServer) -> None:
    async with opened(sensorthings.url) as backend:
        await backend.send((window(4),), unsure=False)
    (row,) = sensorthings.rows()
    assert (row.phenomenon_s, row.result_s) == (T0_S + 3600, T0_S + 4500)


async def test_a_thing_is_placed_at_the_centre_of_its_cell_in_longitude_and_latitude(
    sensorthings: SensorThingsServer,
) -> None:
    async with opened(sensorthings.url) as backend:
        await backend.send((reading(1, cell=Cell(x_m=155_000, y_m=463_000, size_m=500)),), unsure=False)
    with sensorthings.database() as connection:
        (text,) = connection.execute("SELECT location FROM sensorthings_v1_1_django_backend_location").fetchone()
    # The RD grid's origin, the tower of Our Lady in Amersfoort.
    assert json.loads(text) == {"type": "Point", "coordinates": [5.38721, 52.15517]}


async def test_a_moved_device_stays_one_thing_with_two_locations(sensorthings: SensorThingsServer) -> None:
    elsewhere = Cell(x_m=81_750, y_m=455_250, size_m=500)
    async with opened(sensorthings.url) as backend:
        await backend.send((reading(1, cell=SCHEVENINGEN), reading(2, cell=elsewhere)), unsure=False)
    assert sensorthings.count("thing") == 1
    assert sensorthings.count("datastream") == 1
    assert sensorthings.count("location") == 2
    assert sensorthings.count("featureofinterest") == 2


async def test_two_namespaces_share_nothing(sensorthings: SensorThingsServer) -> None:
    for namespace in ("zuid", "the city's"):
        async with opened(sensorthings.url, namespace=namespace) as backend:
            await backend.send(BATCH[:3], unsure=True)
    assert len(sensorthings.rows()) == 6
    assert sensorthings.count("thing") == 2


async def test_a_server_that_refuses_everything_is_waited_for_before_rows_are_blamed(
    sensorthings: SensorThingsServer,
) -> None:
    sensorthings.refuse("1")
    async with opened(sensorthings.url) as backend:
        for _ in range(PATIENCE_SENDS):
            with pytest.raises(RetryableError):
                await backend.send(BATCH[:5], unsure=True)
        with pytest.raises(PermanentError) as caught:
            await backend.send(BATCH[:5], unsure=True)
    assert caught.value.rejected == (0, 1, 2, 3, 4)


async def test_a_row_that_fails_beside_rows_stored_earlier_is_not_blamed_at_once(
    sensorthings: SensorThingsServer,
) -> None:
    async with opened(sensorthings.url) as backend:
        await backend.send(BATCH[1:], unsure=False)
        sensorthings.refuse("1")
        with pytest.raises(RetryableError):
            await backend.send(BATCH, unsure=True)


async def test_rows_of_a_locked_database_are_kept_although_the_server_answers_201(
    tmp_path: Path, sensorthings_database: Path
) -> None:
    server = SensorThingsServer(tmp_path, empty=sensorthings_database, lock_timeout_s=0.1).start()
    try:
        async with opened(server.url) as backend:
            await backend.send(BATCH[:1], unsure=False)
            with server.database() as connection:
                connection.execute("BEGIN IMMEDIATE")
                with pytest.raises(RetryableError):
                    await backend.send(BATCH[1:], unsure=True)
                connection.execute("ROLLBACK")
            await backend.send(BATCH[1:], unsure=True)
        assert identities(server) == wanted(BATCH)
    finally:
        server.stop()


async def test_a_server_in_another_time_zone_stores_and_returns_the_same_instants(
    tmp_path: Path, sensorthings_database: Path
) -> None:
    server = SensorThingsServer(tmp_path, empty=sensorthings_database, time_zone="America/Chicago").start()
    try:
        async with opened(server.url) as backend:
            await backend.send(BATCH, unsure=False)
            await backend.send(BATCH, unsure=True)
        assert identities(server) == wanted(BATCH)
        assert {row.phenomenon_s for row in server.rows()} == {float(entry.time_s or 0) for entry in BATCH}
    finally:
        server.stop()


def entity_counts(server: SensorThingsServer) -> dict[str, int]:
    return {name: server.count(name) for name in ("thing", "location", "sensor", "observedproperty", "datastream")}

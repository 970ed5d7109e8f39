import asyncio
import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stoep_firmware.settings import SettingsError
from stoep_simulators.node import Node
from stoep_simulators.row_log import KeptRow, read_rows
from stoep_simulators.tape import Tape, TapeWriter
from support.answering_gateway import AnsweringGateway
from support.certificates import Certificate
from support.node_kinds import DAY_S, RATES, SENSORS, START_S, tape
from support.waiting import until

KINDS = ["soil", "air", "people", "weather"]
Make = Callable[..., Node]


def playing(writer: TapeWriter) -> Tape:
    return Tape(io.BytesIO(writer.to_bytes()))


def bundle(kind: str, gateway: AnsweringGateway) -> dict[str, Any]:
    sample_s, send_s = RATES[kind]
    return gateway.bundle(kind, SENSORS[kind], sample_s=sample_s, send_s=send_s)


class Home:
    """A folder with one device's flash and row log."""

    def __init__(self, folder: Path) -> None:
        self.flash = folder / "flash"
        self.log = folder / "rows.jsonl"
        self.said: list[str] = []
        self.flash.mkdir(parents=True)

    def node(self, bundle: dict[str, Any], writer: TapeWriter, *, seed: int = 1, start_s: int = START_S) -> Node:
        return Node(
            bundle,
            tape=playing(writer),
            data_dir=str(self.flash),
            start_s=start_s,
            seed=seed,
            row_log=str(self.log),
            say=self.said.append,
        )

    def rows(self) -> tuple[KeptRow, ...]:
        return read_rows(self.log)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_day_offline_is_the_same_every_time_and_takes_a_moment(kind: str, tmp_path: Path) -> None:
    logs = []
    start = time.process_time()
    for place in ("first", "second"):
        home = Home(tmp_path / place)
        gateway = AnsweringGateway("street-1", time_s=None)
        async with gateway:
            node = home.node(bundle(kind, gateway), tape(kind, seed=5, days=1))
            await node.run_offline(START_S + DAY_S)
            await node.stop()
        assert gateway.conversations == 0
        logs.append(home.log.read_bytes())
    assert logs[0] == logs[1]
    assert abs(len(read_rows(home.log)) - DAY_S // RATES[kind][0]) <= 1
    assert time.process_time() - start < 8  # twice a day; one takes 0.3 s on a PC


async def test_another_seed_is_another_day(tmp_path: Path) -> None:
    logs = []
    for seed in (1, 2):
        home = Home(tmp_path / str(seed))
        async with AnsweringGateway("street-1", time_s=None) as gateway:
            node = home.node(bundle("soil", gateway), tape("soil", seed=seed, days=1))
            await node.run_offline(START_S + DAY_S)
            await node.stop()
        logs.append([row.values for row in home.rows()])
    assert logs[0] != logs[1]


@pytest.mark.parametrize(("ppm", "rows"), [(30_000, 149), (-30_000, 140)])
async def test_a_device_whose_crystal_drifts_takes_rows_by_its_own_clock(ppm: int, rows: int, tmp_path: Path) -> None:
    writer = tape("soil", seed=5, days=1)
    writer.level("crystal_ms", [(START_S, 0), (START_S + DAY_S, DAY_S * ppm // 1_000)])
    home = Home(tmp_path / "garden")
    async with AnsweringGateway("street-1", time_s=None) as gateway:
        node = home.node(bundle("soil", gateway), writer)
        await node.run_offline(START_S + DAY_S)
        await node.stop()
    kept = home.rows()
    assert len(kept) == rows
    apart_s = (kept[-1].at_s - kept[1].at_s) / (rows - 2)
    assert abs(apart_s - 600 / (1 + ppm / 1_000_000)) < 0.1


async def test_everybody_who_passes_is_in_the_rows(tmp_path: Path) -> None:
    home = Home(tmp_path / "gate")
    async with AnsweringGateway("street-1", time_s=None) as gateway:
        node = home.node(bundle("people", gateway), tape("people", seed=3, days=2))
        await node.run_offline(START_S + 2 * DAY_S + 61)
        await node.stop()
    ins, outs = zip(*(row.values for row in home.rows()), strict=True)
    assert (sum(ins), sum(outs)) == (6_000, 5_000)


async def test_the_rows_hold_what_the_world_did(tmp_path: Path) -> None:
    writer = tape("soil", seed=8, days=1)
    home = Home(tmp_path / "garden")
    async with AnsweringGateway("street-1", time_s=None) as gateway:
        node = home.node(bundle("soil", gateway), writer)
        await node.run_offline(START_S + DAY_S)
        await node.stop()
    world = playing(writer)
    names = ("probe_mv", "soil_temperature", "deep_soil_temperature", "air_temperature", "air_humidity")
    levels = [world.level(name) for name in names]
    for row in home.rows():
        truth = [level.at_ms(row.at_s * 1_000) for level in levels]
        assert all(
            abs(value - wanted) <= 1 for value, wanted in zip(row.values, truth, strict=True) if value is not None
        )
        assert None not in row.values


@pytest.mark.parametrize("kind", KINDS)
async def test_rows_that_waited_arrive_once_the_network_is_there(kind: str, tmp_path: Path) -> None:
    home = Home(tmp_path / "street")
    async with AnsweringGateway("street-1", time_s=START_S + DAY_S) as gateway:
        node = home.node(bundle(kind, gateway), tape(kind, seed=5, days=2))
        await node.run_offline(START_S + DAY_S)
        waiting = len(home.rows())
        await node.run_online(START_S + DAY_S + 2 * 3_600)
        await node.stop()
    arrived = {row: content[2] for (_, row), content in gateway.gateway.rows.items()}
    kept = {row.row: row.values for row in home.rows()}
    assert len(arrived) >= waiting
    assert all(kept[row] == values for row, values in arrived.items())
    assert sorted(arrived) == list(range(1, len(arrived) + 1))


async def test_a_day_online_passes_quickly_and_its_rows_carry_the_time(tmp_path: Path) -> None:
    home = Home(tmp_path / "garden")
    start = time.process_time()
    async with AnsweringGateway("street-1", time_s=START_S) as gateway:
        node = home.node(bundle("soil", gateway), tape("soil", seed=5, days=1))
        gateway.gateway.time_s = START_S + 3
        await node.run_online(START_S + DAY_S)
        await node.stop()
    dated = [row for row in home.rows() if row.time_s is not None]
    assert len(dated) > 20
    assert gateway.conversations >= 3
    assert time.process_time() - start < 20


@pytest.mark.parametrize("kind", ["soil", "people"])
async def test_a_day_with_a_network_in_held_time_is_the_same_every_time(kind: str, tmp_path: Path) -> None:
    """However slow the wire is: one day passes at once, the other in pieces with real time between them."""
    logs, moments = [], []
    for place, pieces in (("first", 1), ("second", 12)):
        home = Home(tmp_path / place)
        async with AnsweringGateway("street-1", time_s=None) as gateway:
            node = home.node(bundle(kind, gateway), tape(kind, seed=5, days=1))
            for piece in range(1, pieces + 1):
                await node.run_held((START_S + 6 * 3_600 * piece // pieces) * 1_000 - 1)
                await asyncio.sleep(0.01 if pieces > 1 else 0)
            moments.append(node.clock.next_wake_ms())
            await node.stop()
        assert gateway.conversations >= 5
        arrived = sorted(row for _, row in gateway.gateway.rows)
        assert arrived == list(range(1, len(arrived) + 1))
        logs.append(home.log.read_bytes())
    assert logs[0] == logs[1]
    assert moments[0] == moments[1]


async def test_held_time_counts_the_conversations_that_went_well(tmp_path: Path) -> None:
    home = Home(tmp_path / "garden")
    async with AnsweringGateway("street-1", time_s=START_S) as gateway:
        node = home.node(bundle("soil", gateway), tape("soil", seed=5, days=1))
        await node.run_held(START_S * 1_000 + 60_000)
    assert node.answers == 1
    await node.run_held((START_S + 3 * 3_600) * 1_000)  # nobody listens any more
    assert node.answers == 1
    await node.stop()


async def test_a_row_is_logged_at_its_true_time_although_the_device_was_told_another(tmp_path: Path) -> None:
    home = Home(tmp_path / "garden")
    async with AnsweringGateway("street-1", time_s=START_S + DAY_S) as gateway:
        node = home.node(bundle("soil", gateway), tape("soil", seed=5, days=1))
        await node.run_held((START_S + 3_600) * 1_000)
        await node.stop()
    told = [row for row in home.rows() if row.time_s is not None]
    assert told
    assert all(START_S <= row.at_s <= START_S + 3_600 < (row.time_s or 0) for row in told)


async def test_live_time_is_real_and_counts_who_passes(tmp_path: Path) -> None:
    home = Home(tmp_path / "gate")
    writer = TapeWriter()
    writer.events("in", [START_S * 1_000 + 400, START_S * 1_000 + 1_100])
    writer.events("out", [])
    async with AnsweringGateway("street-1", time_s=START_S) as gateway:
        node = home.node(gateway.bundle("people", SENSORS["people"], sample_s=1, send_s=1), writer)
        start = time.monotonic()
        living = asyncio.create_task(node.run_live())
        await until(lambda: _entered(gateway) >= 2, what="both have been counted")
        took_s = time.monotonic() - start
        living.cancel()
        await asyncio.wait([living])
        await node.stop()
    assert took_s >= 1.1
    assert _entered(gateway) == 2


async def test_a_network_that_goes_away_for_a_while_loses_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path / "garden")
    async with AnsweringGateway("street-1", time_s=START_S) as gateway:
        node = home.node(bundle("soil", gateway), tape("soil", seed=5, days=2))
        await node.run_online(START_S + 7_200)
        await node.run_offline(START_S + DAY_S)
        await node.run_online(START_S + DAY_S + 7_200)
        await node.stop()
    arrived = sorted(row for _, row in gateway.gateway.rows)
    assert arrived == list(range(1, len(arrived) + 1))
    assert len(arrived) >= DAY_S // 600


async def test_a_device_jumps_to_its_first_connection_and_then_lives_in_real_time(tmp_path: Path) -> None:
    home = Home(tmp_path / "garden")
    async with AnsweringGateway("street-1", time_s=START_S) as gateway:
        node = home.node(bundle("soil", gateway), tape("soil", seed=5, days=1))
        await node.run_offline(START_S + 7_200)
        assert await node.connect(START_S + 14_400)
        connected_ms = node.clock.now_ms
        living = asyncio.create_task(node.run_live())
        await until(lambda: bool(gateway.gateway.rows), what="its rows are there")
        passed_ms = node.clock.now_ms - connected_ms
        living.cancel()
        await asyncio.wait([living])
        await node.stop()
    assert START_S + 7_200 < connected_ms // 1_000 < START_S + 14_400
    assert gateway.conversations == 1
    assert passed_ms < 600_000  # no jump to its next row


@pytest.mark.parametrize("kind", ["soil", "people"])
async def test_a_device_that_only_talks_takes_no_row_and_leaves_none(kind: str, tmp_path: Path) -> None:
    home = Home(tmp_path / kind)
    async with AnsweringGateway("street-1", time_s=START_S) as gateway:
        node = home.node(bundle(kind, gateway), tape(kind, seed=5, days=1))
        await node.run_offline(START_S + DAY_S // 2)
        assert await node.connect(START_S + DAY_S)
        connected_ms = node.clock.now_ms
        await node.talk()
        assert node.clock.now_ms - connected_ms < 1_000
        await node.stop()
    assert gateway.conversations == 1
    assert sorted(row for _, row in gateway.gateway.rows) == [row.row for row in home.rows()]
    assert all(row.time_s is None for row in home.rows())


async def test_a_device_that_does_not_try_in_time_is_not_connected(tmp_path: Path) -> None:
    home = Home(tmp_path / "garden")
    async with AnsweringGateway("street-1", time_s=START_S) as gateway:
        node = home.node(bundle("soil", gateway), tape("soil", seed=5, days=1))
        await node.run_offline(START_S + 7_200)
        assert not await node.connect(START_S + 7_260)
        await node.stop()
    assert gateway.conversations == 0


async def test_an_access_point_may_be_away_on_the_tape(tmp_path: Path) -> None:
    home = Home(tmp_path / "garden")
    writer = tape("soil", seed=5, days=1)
    writer.level("wifi", [(START_S, 0), (START_S + 20_000, 0), (START_S + 20_000, 1)])
    async with AnsweringGateway("street-1", time_s=START_S) as gateway:
        node = home.node(bundle("soil", gateway), writer)
        await node.run_online(START_S + 19_000)
        assert gateway.conversations == 0
        await node.run_online(START_S + 40_000)
        await node.stop()
    assert gateway.conversations > 0


async def test_after_a_power_cut_the_flash_is_there_and_the_rtc_memory_is_not(tmp_path: Path) -> None:
    home = Home(tmp_path / "garden")
    async with AnsweringGateway("street-1", time_s=None) as gateway:
        for start_s in (START_S, START_S + 7_200):
            node = home.node(bundle("soil", gateway), tape("soil", seed=5, days=1), start_s=start_s)
            await node.run_offline(start_s + 7_200)
            await node.stop()
    numbers = [row.row for row in home.rows()]
    assert numbers == list(range(1, len(numbers) + 1))  # the second power-on goes on counting: flash was there
    assert sum("is street-1, profile soil" in line for line in home.said) == 2  # and knew of no session: RTC lost


async def test_a_firmware_that_cannot_start_is_told_to_who_runs_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "garden")
    async with AnsweringGateway("street-1", time_s=None) as gateway:
        broken = bundle("soil", gateway) | {"profile": "sole"}
        node = home.node(broken, TapeWriter())
        with pytest.raises(SettingsError, match="profile"):
            await node.run_offline(START_S + 60)
        await node.stop()


async def test_many_nodes_live_in_one_loop(tmp_path: Path) -> None:
    async with AnsweringGateway("street-1", time_s=None) as gateway:
        homes = [Home(tmp_path / str(number)) for number in range(12)]
        nodes = [
            home.node(bundle(KINDS[number % 4], gateway), tape(KINDS[number % 4], seed=number, days=1))
            for number, home in enumerate(homes)
        ]
        await asyncio.gather(*(node.run_offline(START_S + 6 * 3_600) for node in nodes))
        for node in nodes:
            await node.stop()
    assert all(len(home.rows()) >= 35 for home in homes)


async def test_the_pinned_certificate_is_the_only_one_that_is_spoken_to(tmp_path: Path) -> None:
    said = {}
    for name in ("right", "wrong"):
        home = Home(tmp_path / name)
        (tmp_path / name / "other").mkdir()
        certificate = Certificate(tmp_path / name)
        async with AnsweringGateway("street-1", time_s=START_S, certificate=certificate) as gateway:
            configuration = bundle("soil", gateway)
            if name == "wrong":
                configuration["broker"]["ca_pem"] = Certificate(tmp_path / name / "other").pem
            node = home.node(configuration, tape("soil", seed=5, days=1))
            await node.run_online(START_S + 3_600)
            await node.stop()
        said[name] = (len(gateway.gateway.rows), " ".join(home.said))
    assert said["right"][0] > 0
    assert said["wrong"][0] == 0
    assert "its certificate is not from the CA in this board's bundle" in said["wrong"][1]


def _entered(gateway: AnsweringGateway) -> int:
    return sum(content[2][0] for content in gateway.gateway.rows.values())

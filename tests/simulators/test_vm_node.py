import asyncio
import io
import json
from pathlib import Path

import pytest

from stoep_simulators.node import Node
from stoep_simulators.tape import Tape
from stoep_simulators.vm.vm_node import COMPILED_HEAP, VmNode
from support.answering_gateway import AnsweringGateway
from support.certificates import Certificate
from support.node_kinds import DAY_S, RATES, SENSORS, START_S, tape
from support.on_device import run_on_micropython
from support.waiting import until

pytestmark = pytest.mark.needs("micropython")
KINDS = ["soil", "air", "people", "weather"]


class Street:
    """One device's world as a file, and its bundle."""

    def __init__(self, kind: str, folder: Path, gateway: AnsweringGateway) -> None:
        sample_s, send_s = RATES[kind]
        self.bundle = gateway.bundle(kind, SENSORS[kind], sample_s=sample_s, send_s=send_s)
        self.writer = tape(kind, seed=11, days=2)
        self.tape = folder / "street.tape"
        self.writer.write(str(self.tape))


@pytest.mark.parametrize("kind", KINDS)
async def test_a_day_on_the_vm_is_a_day_on_cpython(kind: str, tmp_path: Path, compiled: Path) -> None:
    async with AnsweringGateway("street-1", time_s=None) as gateway:
        street = Street(kind, tmp_path, gateway)
        (tmp_path / "flash").mkdir()
        log = tmp_path / "here.jsonl"
        world = Tape(io.BytesIO(street.writer.to_bytes()))
        here = Node(
            street.bundle, tape=world, data_dir=str(tmp_path / "flash"), start_s=START_S, seed=4, row_log=str(log)
        )
        await here.run_offline(START_S + DAY_S)
        await here.stop()
        there = VmNode(tmp_path / "vm", bundle=street.bundle, tape=street.tape, seed=4, import_path=compiled)
        await there.start(("offline", START_S + DAY_S), start_s=START_S)
        assert await there.wait() == 0, there.said()
    assert (tmp_path / "vm" / "rows.jsonl").read_bytes() == log.read_bytes()


@pytest.mark.parametrize("kind", ["soil", "people"])
async def test_held_time_on_the_vm_is_held_time_on_cpython(kind: str, tmp_path: Path, compiled: Path) -> None:
    logs, ends = [], []
    for place in ("here", "there"):
        folder = tmp_path / place
        (folder / "flash").mkdir(parents=True)
        async with AnsweringGateway("street-1", time_s=None) as gateway:
            street = Street(kind, folder, gateway)
            until_ms = (START_S + 2 * 3_600) * 1_000 - 1
            if place == "here":
                log, world = folder / "rows.jsonl", Tape(io.BytesIO(street.writer.to_bytes()))
                here = Node(
                    street.bundle, tape=world, data_dir=str(folder / "flash"), start_s=START_S, row_log=str(log)
                )
                await here.run_held(until_ms)
                ends.append((here.clock.next_wake_ms(), here.answers))
                await here.stop()
            else:
                there = VmNode(folder, bundle=street.bundle, tape=street.tape, import_path=compiled)
                await there.start_held(start_s=START_S)
                ends.append(await there.step(until_ms))
                await there.kill()
        logs.append((folder / "rows.jsonl").read_bytes())
    assert logs[0] == logs[1]
    assert ends[0] == ends[1]
    assert ends[0][1] > 0


async def test_a_vm_that_cannot_run_ends_its_steps(tmp_path: Path, compiled: Path) -> None:
    async with AnsweringGateway("street-1", time_s=None) as gateway:
        street = Street("soil", tmp_path, gateway)
        broken = {**street.bundle, "secret": "short"}
        node = VmNode(tmp_path / "vm", bundle=broken, tape=street.tape, import_path=compiled)
        await node.start_held(start_s=START_S)
        with pytest.raises(EOFError):
            await node.step((START_S + 60) * 1_000)
        assert "SettingsError" in node.said()
        await node.kill()


async def test_it_runs_from_source_too(tmp_path: Path) -> None:
    async with AnsweringGateway("street-1", time_s=None) as gateway:
        street = Street("soil", tmp_path, gateway)
        node = VmNode(tmp_path / "vm", bundle=street.bundle, tape=street.tape)
        await node.start(("offline", START_S + 7_200), start_s=START_S)
        assert await node.wait() == 0, node.said()
    assert len(node.rows()) == 12


@pytest.mark.parametrize("kind", ["soil", "people"])
async def test_a_device_killed_on_the_vm_comes_back_and_loses_nothing(
    kind: str, tmp_path: Path, compiled: Path
) -> None:
    async with AnsweringGateway("street-1", time_s=START_S + DAY_S) as gateway:
        street = Street(kind, tmp_path, gateway)
        node = VmNode(tmp_path / "vm", bundle=street.bundle, tape=street.tape, import_path=compiled)
        await node.start(("offline", START_S + DAY_S), ("live", None), start_s=START_S)
        await until(lambda: "phase live" in node.said() or not node.is_running, what="a day offline")
        assert node.is_running, node.said()
        await node.kill()
        kept = len(node.rows())
        await node.start(("online", START_S + DAY_S + 7_200), start_s=START_S + DAY_S)
        assert await asyncio.wait_for(node.wait(), 120) == 0, node.said()
    arrived = {row: content[2] for (_, row), content in gateway.gateway.rows.items()}
    assert sorted(arrived) == list(range(1, len(arrived) + 1))
    assert len(arrived) >= kept
    assert all(arrived[row.row] == row.values for row in node.rows() if row.row in arrived)


async def test_a_device_that_stays_awake_leaves_nothing_of_its_life_in_the_heap_when_it_restarts(
    tmp_path: Path, compiled: Path
) -> None:
    async with AnsweringGateway("street-1", time_s=None) as gateway:
        street = Street("people", tmp_path, gateway)
        (tmp_path / "flash").mkdir()
        plan = {"bundle": street.bundle, "tape": str(street.tape), "data_dir": str(tmp_path / "flash")}
        (tmp_path / "plan.json").write_text(json.dumps({**plan, "start_s": START_S}))
        run = await asyncio.to_thread(
            run_on_micropython, "restart_heap.py", tmp_path / "plan.json", path=[compiled], heap=COMPILED_HEAP
        )
    assert run.returncode == 0, run.stdout + run.stderr
    first, *later = json.loads(run.stdout)
    assert max(later) < first + 2_048  # a life is 100 KB


async def test_the_vm_speaks_to_the_pinned_certificate_only(tmp_path: Path, compiled: Path) -> None:
    certificate = Certificate(tmp_path)
    arrived = []
    async with AnsweringGateway("street-1", time_s=START_S, certificate=certificate) as gateway:
        for pinned in (Certificate(tmp_path / "other"), certificate):
            street = Street("soil", tmp_path, gateway)
            street.bundle["broker"]["ca_pem"] = pinned.pem
            home = tmp_path / str(len(arrived))
            node = VmNode(home, bundle=street.bundle, tape=street.tape, import_path=compiled, heap="512k")
            await node.start(("online", START_S + 3_600), start_s=START_S)
            assert await asyncio.wait_for(node.wait(), 120) == 0, node.said()
            arrived.append(len(gateway.gateway.rows))
            # Not any complaint of the broker: on a busy machine a handshake may outlast the device's patience once.
            assert ("certificate" in node.said()) is (pinned is not certificate), node.said()
    assert arrived[0] == 0 < arrived[1]

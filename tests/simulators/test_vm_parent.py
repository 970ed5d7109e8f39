import asyncio
import json
import signal
import sys
from pathlib import Path

import pytest

from stoep_simulators.vm import vm_parent
from stoep_simulators.vm.vm_node import COMPILED_HEAP, VmNode
from stoep_simulators.vm.vm_parent import Forked, VmParent
from support.answering_gateway import AnsweringGateway
from support.node_kinds import RATES, SENSORS, START_S, tape
from support.waiting import until

pytestmark = pytest.mark.needs("micropython")
_HOST = """
import asyncio, json, sys
from pathlib import Path
from stoep_simulators.vm.vm_node import VmNode

async def main():
    home, code = map(Path, sys.argv[1:])
    node = VmNode(home / "vm", bundle=json.loads((home / "bundle").read_text()), tape=home / "tape", import_path=code)
    await node.start(("live", None), start_s=200_000_000)
    print(node.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def soil_node(folder: Path, compiled: Path) -> VmNode:
    """Whose gateway is gone."""
    tape("soil", seed=1, days=1).write(str(folder / "tape"))
    async with AnsweringGateway("street-1", time_s=None) as gateway:
        sample_s, send_s = RATES["soil"]
        bundle = gateway.bundle("soil", SENSORS["soil"], sample_s=sample_s, send_s=send_s)
    (folder / "bundle").write_text(json.dumps(bundle))
    return VmNode(folder / "vm", bundle=bundle, tape=folder / "tape", import_path=compiled)


def lives(pid: int) -> bool:
    """Not as a zombie either."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # before it was opened, or after
        return False


async def test_a_device_ends_with_the_process_that_started_it_however_that_ends(tmp_path: Path, compiled: Path) -> None:
    await soil_node(tmp_path, compiled)
    host = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HOST, str(tmp_path), str(compiled), stdout=asyncio.subprocess.PIPE
    )
    assert host.stdout is not None
    pid = int(await host.stdout.readline())
    assert lives(pid)
    host.kill()
    await host.wait()
    await until(lambda: not lives(pid), what="the device has ended")


async def test_devices_end_with_their_parent_and_the_next_one_has_a_new_parent(tmp_path: Path, compiled: Path) -> None:
    node = await soil_node(tmp_path, compiled)
    await node.start(("live", None), start_s=START_S)
    pid = node.pid
    assert pid is not None
    vm_parent.end(compiled)
    await until(lambda: not lives(pid), what="the device has ended")
    assert await node.wait() == -signal.SIGKILL
    await node.start(("offline", START_S + 60), start_s=START_S)
    assert await node.wait() == 0, node.said()


async def test_several_may_wait_for_one_device(tmp_path: Path, compiled: Path) -> None:
    node = await soil_node(tmp_path, compiled)
    await node.start(("live", None), start_s=START_S)
    waiting = [asyncio.create_task(node.wait()) for _ in range(3)]
    await asyncio.sleep(0)
    await node.kill()
    assert await asyncio.gather(*waiting) == [-signal.SIGKILL] * 3
    assert not node.is_running


async def test_a_device_takes_less_than_half_a_mebibyte_that_it_does_not_share(tmp_path: Path, compiled: Path) -> None:
    node = await soil_node(tmp_path, compiled)
    await node.start_held(start_s=START_S)
    await node.step((START_S + 4 * 3_600) * 1_000)
    lines = Path(f"/proc/{node.pid}/smaps_rollup").read_text().splitlines()
    await node.kill()
    assert sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) < 512


def test_a_device_finds_as_much_heap_as_a_board_has_beside_what_its_parent_loaded(compiled: Path) -> None:
    assert vm_parent.parent([compiled], heap=COMPILED_HEAP).free_bytes >= 192 * 1_024


def test_a_parent_whose_code_does_not_run_says_why(tmp_path: Path) -> None:
    (tmp_path / "stoep_simulators").mkdir()
    (tmp_path / "stoep_simulators/vm_forks.py").write_text("raise ValueError('of no use')")
    with pytest.raises(RuntimeError, match="of no use"):
        VmParent([tmp_path], heap=COMPILED_HEAP)


async def test_a_device_that_cannot_read_its_plan_ends_with_a_word(tmp_path: Path, compiled: Path) -> None:
    parent = VmParent([compiled], heap=COMPILED_HEAP)
    device: Forked = parent.fork(tmp_path / "plan", stdin=Path("/dev/null"), stdout=tmp_path / "said")
    assert await device.wait() == 1
    assert "ENOENT" in (tmp_path / "said").read_text()
    parent.end()


async def test_where_no_more_can_be_started_it_says_so_and_the_others_live_on(tmp_path: Path, compiled: Path) -> None:
    parent = VmParent([compiled], heap=COMPILED_HEAP)
    with pytest.raises(RuntimeError, match="no room for one more device"):
        parent.fork(tmp_path / "plan", stdin=tmp_path / "not-there", stdout=tmp_path / "said")
    device = parent.fork(tmp_path / "plan", stdin=Path("/dev/null"), stdout=tmp_path / "said")
    assert await device.wait() == 1
    parent.end()
    device.kill()


@pytest.mark.parametrize("rest", ["while True:\n    print('odd')\n", "import time\ntime.sleep(1000)\n"])
def test_what_is_no_number_ends_it(rest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vm_parent, "_LAST_WORDS_S", 0.1)
    (tmp_path / "stoep_simulators").mkdir()
    (tmp_path / "stoep_simulators/vm_forks.py").write_text("print('odd')\n" + rest)
    with pytest.raises(RuntimeError, match="odd") as said:
        VmParent([tmp_path], heap=COMPILED_HEAP)
    assert len(str(said.value)) < 11_000


def test_a_parent_whose_last_words_come_late_is_heard_out(tmp_path: Path) -> None:
    (tmp_path / "stoep_simulators").mkdir()
    late = "import time\nprint('odd')\ntime.sleep_ms(50)\nraise ValueError('of no use')\n"
    (tmp_path / "stoep_simulators/vm_forks.py").write_text(late)
    with pytest.raises(RuntimeError, match="of no use"):
        VmParent([tmp_path], heap=COMPILED_HEAP)

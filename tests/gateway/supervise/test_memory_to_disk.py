"""Swap and core dumps are found where they may take the gateway's memory, and nowhere else."""

import fcntl
import os
from pathlib import Path, PosixPath
from typing import Any

import pytest

from stoep_gateway.supervise.memory_to_disk import holder
from support.fake_machine import UNIT, Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_machine_without_swap_is_well(machine: Machine) -> None:
    assert machine.findings() == []


def test_swap_is_a_finding_unless_the_gateway_or_a_group_above_it_is_kept_off(machine: Machine) -> None:
    machine.swap_on()
    (found,) = machine.findings()
    assert "MemorySwapMax=0" in found
    for group in (UNIT, "system.slice"):
        machine.put(f"sys/fs/cgroup/{group}/memory.swap.max", "0\n")
        assert machine.findings() == []
        machine.put(f"sys/fs/cgroup/{group}/memory.swap.max", "max\n")


def test_before_a_start_swap_is_a_finding_only_where_no_unit_could_help(machine: Machine) -> None:
    machine.swap_on()
    assert machine.findings(None) == []
    machine.put("sys/fs/cgroup/cgroup.controllers", "cpu pids\n")  # as Raspberry Pi OS boots
    (found,) = machine.findings(None)
    assert "cgroup_enable=memory" in found
    assert machine.findings() == [found]


@pytest.mark.parametrize(("behind", "lines"), [("none\n", 0), ("/dev/loop0\n", 1)])
def test_compressed_memory_is_no_disk_unless_one_is_behind_it(machine: Machine, behind: str, lines: int) -> None:
    machine.swap_on("/dev/zram0")
    assert machine.findings() == []
    machine.put("sys/block/zram0/backing_dev", behind)
    assert len(machine.findings()) == lines


def test_a_gateway_that_could_be_dumped_is_a_finding_that_names_the_collector(machine: Machine) -> None:
    machine.limit_core("unlimited")
    (found,) = machine.findings()
    assert "(|/usr/lib/collect %P): LimitCORE=0" in found


def test_who_holds_a_lock_is_found_by_the_kernels_list(tmp_path: Path) -> None:
    path = tmp_path / "gateway.lock"
    assert holder(path) is None
    with path.open("wb") as file:
        assert holder(path) is None
        fcntl.flock(file, fcntl.LOCK_EX)
        assert holder(path) == os.getpid()


def test_a_lock_that_the_kernel_left_out_of_its_list_is_looked_for_again(tmp_path: Path) -> None:
    (path := tmp_path / "gateway.lock").touch()
    looks = iter(["", f"1: FLOCK  ADVISORY  WRITE 708 fe:00:{path.stat().st_ino} 0 EOF\n"])

    class Kernel(PosixPath):
        """A root in which each look at a file tells something else."""

        def read_text(self, *_: Any, **__: Any) -> str:
            return next(looks)

    assert holder(path, root=Kernel("/")) == 708

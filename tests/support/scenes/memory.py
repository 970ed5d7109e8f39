"""The gateway's memory might reach a disk: told by what a machine's /proc and /sys would say."""

from stoep_gateway.supervise.memory_to_disk import ways
from support.fake_machine import PID, Machine
from support.scenes import scene
from support.stage import Stage


@scene("swap may take counts of people")
def _(stage: Stage) -> str:
    machine = Machine(stage.tmp_path / "root")
    machine.swap_on()
    return _one(machine)


@scene("swap, and Linux cannot keep anything off it")
def _(stage: Stage) -> str:
    machine = Machine(stage.tmp_path / "root")
    machine.swap_on()
    machine.put("sys/fs/cgroup/cgroup.controllers", "cpu pids\n")
    return _one(machine)


@scene("a crash would write counts of people out")
def _(stage: Stage) -> str:
    machine = Machine(stage.tmp_path / "root")
    machine.limit_core("unlimited")
    return _one(machine)


def _one(machine: Machine) -> str:
    (line,) = ways(PID, root=machine.root)
    return line

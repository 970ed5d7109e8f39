"""Read counts of open windows from the swap of a machine that has one."""

from pathlib import Path

from redteam.attack import Attack, Outcome
from support.fake_machine import UNIT, Machine
from support.gateway import Gateway


def settings(folder: Path) -> Outcome:
    """What the unit of `stoep init` asks of systemd, on a machine that swaps. In the control the unit does not ask.

    Whether Linux then keeps to it is not played: that takes swap, and the right to make groups of processes.
    """
    unit = (Gateway(folder / "gateway").folder / "stoep.service").read_text()
    without = "\n".join(line for line in unit.splitlines() if not line.startswith("MemorySwapMax"))
    open_to, control = (_swappable(folder / name, unit=text) for name, text in (("unit", unit), ("control", without)))
    return Outcome(not open_to, bool(control), ", ".join(open_to))


def _swappable(root: Path, *, unit: str) -> list[str]:
    """By the word of `stoep check`, which is so attacked, too."""
    asked = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line)
    machine = Machine(root)
    machine.swap_on()
    machine.put(f"sys/fs/cgroup/{UNIT}/memory.swap.max", asked.get("MemorySwapMax", "max") + "\n")
    return machine.findings()


ATTACKS = (Attack("swap", settings),)

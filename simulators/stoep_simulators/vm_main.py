"""Live the life of one simulated device on the MicroPython VM, by a plan.

Plan: {"bundle": {…}, "tape": path, "data_dir": path, "row_log": path, "seed": n, "start_s": n,
"phases": [[mode, until], …]}. Modes: offline, online, live: the Node's run_… methods until wire second `until`, null
for ever; held: its run_held to each moment (ms) that a line of stdin says, answered by a line of the mark, the next
moment and its answers; connect: the Node's `connect` with that limit; talk: the Node's; gate: stand still until a file
of the name `until` is there. What the firmware says goes to stdout.
"""

import asyncio
import json
import os
import sys

from stoep_protocol.compat import TYPE_CHECKING
from stoep_simulators.node import Node
from stoep_simulators.tape_player import open_tape

if TYPE_CHECKING:
    from typing import Any

STEP_MARK = "\x1e"  # begins a line that is no word of the firmware's


def play(path: str) -> None:
    """Through all phases of the plan in that file, then power off.

    Each phase, and each step of a held one, is a run of its own: a task that lasted through all of them would keep
    what ran beside it once (see Node).
    """
    with open(path) as file:
        plan = json.load(file)
    node = Node(
        plan["bundle"],
        tape=open_tape(plan["tape"]),
        data_dir=plan["data_dir"],
        start_s=plan["start_s"],
        seed=plan["seed"],
        row_log=plan["row_log"],
        say=_say,
    )
    for mode, until_s in plan["phases"]:
        print("phase " + mode)
        if mode == "held":
            _follow(node)
        else:
            asyncio.run(_pass(node, mode, until_s))
    asyncio.run(node.stop())
    print("phases done")


async def _pass(node: Node, mode: str, until_s: "Any") -> None:
    """One phase. until_s: of a gate it is a path."""
    if mode == "offline":
        await node.run_offline(until_s)
    elif mode == "online":
        await node.run_online(until_s)
    elif mode == "connect":
        if not await node.connect(until_s):
            raise RuntimeError("the device did not try to connect in time")
    elif mode == "talk":
        await node.talk()
    elif mode == "gate":
        while not _exists(until_s):  # noqa: ASYNC110 - a file sets no event
            await asyncio.sleep(0.05)
    else:
        await node.run_live(until_s)


def _follow(node: Node) -> None:
    """run_held to each wire millisecond that stdin says, and tell when there is something to do next."""
    while True:
        line = sys.stdin.readline()  # nothing of the device goes on meanwhile
        if not line:
            return
        asyncio.run(node.run_held(int(line)))
        print(STEP_MARK + str(node.clock.next_wake_ms()) + " " + str(node.answers))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")  # print would write twice


def _exists(path: str) -> bool:
    try:
        os.stat(path)
    except OSError:
        return False
    return True

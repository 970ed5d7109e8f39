"""Whether a simulated board that stays awake wakes from a restart with as much heap as from power-on. On the VM only.

argv[1]: a file with {"bundle": …, "tape": path, "data_dir": path, "start_s": wire second}. Prints, as JSON, the bytes
in use at the tenth row of each of three lives. Somebody resets it at its twentieth row.
"""

import asyncio
import gc
import json
import sys

from stoep_simulators.node import Node
from stoep_simulators.sim_board import Restarted
from stoep_simulators.tape_player import open_tape

_LIVES, _LOOK_ROWS, _ROWS = 3, 10, 20


class Listener:
    """Hears what the firmware says."""

    def __init__(self):
        self.rows = 0
        self.held = []

    def hear(self, line):
        if not line.startswith("row"):
            return
        self.rows += 1
        if self.rows % _ROWS == _LOOK_ROWS:
            gc.collect()
            self.held.append(gc.mem_alloc())
        if not self.rows % _ROWS:
            raise Restarted


def main():
    with open(sys.argv[1]) as file:
        plan = json.load(file)
    listener = Listener()
    tape = open_tape(plan["tape"])
    now_s = plan["start_s"]
    node = Node(plan["bundle"], tape=tape, data_dir=plan["data_dir"], start_s=now_s, say=listener.hear)
    while len(listener.held) < _LIVES:
        now_s += 300
        asyncio.run(node.run_offline(now_s))
    print(json.dumps(listener.held))


main()

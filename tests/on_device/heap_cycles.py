"""How much heap the firmware needs beside a simulated board, and whether it grows. On the VM only.

argv[1]: a file with {"bundle": …, "tape": path, "data_dir": path, "start_s": wire second, "stretches": so often,
"away_s": so long without network, "online_s": then so long with it}. Prints, in bytes, as JSON: what the board's
simulation holds of the heap ("share"), the most that the firmware ever held beside it, hal.py and main.py included
("peak"), and what it holds after each stretch beside its code ("held"). What is no longer in use is collected before
each look.
"""

import asyncio
import gc
import json
import sys

sys.modules["machine"] = sys.modules["network"] = (
    sys  # the chip's modules: hal.py is loaded as on a board, but not used
)


def held():
    gc.collect()
    return gc.mem_alloc()


class Peak:
    """Looks at every call of the board that the firmware makes, on the way to radio and RTC memory."""

    def __init__(self):
        self.bytes = 0

    def watch(self, cls, name):
        real = getattr(cls, name)

        def call(*arguments):
            self.bytes = max(self.bytes, held())
            return real(*arguments)

        setattr(cls, name, call)


def no_trouble(line):
    """A sensor that got no memory says so and leaves its columns empty."""
    assert "emory" not in line, line


async def live(plan, bare):
    from stoep_simulators import sim_board, sim_network
    from stoep_simulators.node import Node
    from stoep_simulators.tape_player import open_tape

    peak = Peak()
    for name in ("rtc_write", "radio_off"):
        peak.watch(sim_board.SimBoard, name)
    peak.watch(sim_network._Stream, "write")
    now_s = plan["start_s"]
    tape = open_tape(plan["tape"])
    node = Node(plan["bundle"], tape=tape, data_dir=plan["data_dir"], start_s=now_s, say=no_trouble)
    share = held() - bare
    after = []
    for _ in range(plan["stretches"]):
        now_s += plan["away_s"]
        await node.run_offline(now_s)
        now_s += plan["online_s"]
        await node.run_online(now_s)
        after.append(held() - bare - share)
    await node.stop()
    print(json.dumps({"share": share, "peak": peak.bytes - share, "held": after}))


def main():
    __import__("stoep_firmware.main")
    with open(sys.argv[1]) as file:
        plan = json.load(file)
    for sensor in plan["bundle"]["sensors"]:
        __import__("stoep_firmware.drivers." + sensor["type"])
    asyncio.run(live(plan, held()))


main()

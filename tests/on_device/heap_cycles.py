"""How much heap the firmware needs beside a simulated board, and whether it grows. On the VM only.

argv[1]: a file with {"bundle": …, "tape": path, "data_dir": path, "start_s": wire second, "stretches": so often,
"away_s": so long without network, "online_s": then so long with it}. Prints, in bytes, as JSON: what the board's
simulation and this script hold of the heap ("share"), the most that the firmware ever held beside it, hal.py, main.py
and asyncio included ("peak"), and what is left of it after each stretch ("held"). What is no longer in use is collected
before each look.
"""

import gc
import json
import sys

sys.modules["machine"] = sys.modules["network"] = (
    sys  # the chip's modules: hal.py is loaded as on a board, but not used
)
# Names lie in tables, each twice as large as the one before. The firmware's 1,130 fit those for 1,270; it is the
# simulation beside it that needs the next, of 14 KB: made early, or it would count where it happens to come.
_SPARE_NAMES = 140


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


async def live(plan, names_bytes):
    from stoep_simulators import sim_board, sim_network
    from stoep_simulators.node import Node
    from stoep_simulators.tape_player import open_tape

    peak = Peak()
    for name in ("rtc_write", "radio_off"):
        peak.watch(sim_board.SimBoard, name)
    peak.watch(sim_network._Stream, "write")
    start = sim_board.SimBoard.reset_cause

    def reset_cause(board):
        __import__("stoep_firmware.main")  # what started the firmware on a board
        return start(board)

    sim_board.SimBoard.reset_cause = reset_cause
    now_s = plan["start_s"]
    tape = open_tape(plan["tape"])
    node = Node(plan["bundle"], tape=tape, data_dir=plan["data_dir"], start_s=now_s, say=no_trouble)
    share = held() - names_bytes
    after = []
    for _ in range(plan["stretches"]):
        now_s += plan["away_s"]
        await node.run_offline(now_s)
        now_s += plan["online_s"]
        await node.run_online(now_s)
        after.append(held() - share)
    await node.stop()
    print(json.dumps({"share": share, "peak": peak.bytes - share, "held": after}))


def load_names(sensors):
    """Names stay for ever. In bytes, what the firmware's take, and asyncio."""
    before = held()
    drivers = ["drivers." + sensor["type"] for sensor in sensors]
    for name in ["main", "bundle", "conversation", "link", "sampler"] + drivers:
        __import__("stoep_firmware." + name)
    from stoep_firmware.forget import forget

    for package in ("stoep_firmware", "stoep_protocol"):
        forget(package)
    return held() - before


def main():
    with open(sys.argv[1]) as file:
        plan = json.load(file)
    names_bytes = load_names(plan["bundle"]["sensors"])
    for i in range(_SPARE_NAMES):
        hasattr(sys, "spare" + str(i))
    import asyncio

    asyncio.run(live(plan, names_bytes))


main()

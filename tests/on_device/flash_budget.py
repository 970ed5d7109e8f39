"""What firmware and rows take of a 2 MB littlefs, and how evenly they wear it. On the VM only.

argv[1]: a folder with the firmware's files as they are flashed. argv[2]: how many rows each node lives through. Prints
as JSON the blocks of one firmware ("files") and, for each kind of node at its usual rates, how many rows the full ring
holds at least ("held"), the blocks in use then ("blocks") and, over all rows, the erasures of all blocks ("erasures")
and of the one that was erased most ("most").
"""

import json
import os
import sys
from array import array

from stoep_firmware.outbox import PEOPLE_SEGMENT_ROWS, SEGMENT_ROWS, Outbox, capacity_rows
from stoep_protocol.profiles import by_name
from support import cut_flash

FOLDER = cut_flash.PLACE
BLOCKS = 512
RATES = {"soil": (600, 3600), "air": (300, 1800), "people": (60, 60), "weather": (600, 3600)}
SLOTS = ("a", "b")  # one runs, the other one takes updates


def copy(source, target):
    os.mkdir(target)
    for name, kind, *_ in os.ilistdir(source):
        if kind == 0x4000:
            copy(source + "/" + name, target + "/" + name)
        else:
            with open(source + "/" + name, "rb") as file:
                content = file.read()
            with open(target + "/" + name, "wb") as file:
                file.write(content)


def flash():
    for slot in SLOTS:
        copy(sys.argv[1], FOLDER + "/" + slot)


def used_blocks():
    status = os.statvfs(FOLDER)
    used = status[2] - status[3]
    assert 0 < used <= BLOCKS, used  # littlefs counts a block twice that two files share, and then wraps
    return used


def ring(kind):
    profile = by_name(kind)
    return Outbox(
        FOLDER,
        owner=1,
        profile=profile,
        capacity_rows=capacity_rows(RATES[kind][0]),
        segment_rows=PEOPLE_SEGMENT_ROWS if profile.is_people else SEGMENT_ROWS,
    )


def fill(kind):
    """Nobody answers: the ring fills, and then drops. The fewest rows that it holds from then on."""
    outbox = ring(kind)
    outbox.begin_life(b"life", boot=outbox.begin_boot())
    capacity = outbox.capacity_rows
    held = capacity
    for row in range(1, capacity + 3 * SEGMENT_ROWS):
        add(kind, outbox)
        if row >= capacity:
            held = min(held, outbox.next_row - outbox.oldest_row)
    return held, used_blocks()


def live(kind, rows):
    """Every send is answered and settled."""
    outbox = ring(kind)
    outbox.begin_life(b"life", boot=outbox.begin_boot())
    each = RATES[kind][1] // RATES[kind][0]
    for row in range(1, rows + 1):
        add(kind, outbox)
        if row % each == 0:
            outbox.settle(row)


def add(kind, outbox):
    row = outbox.next_row
    values = array("i", [row % 100] * len(by_name(kind).columns))
    outbox.append(values, time_s=row * RATES[kind][0], boot=1, is_dated=True)


def main(rows):
    flashed = cut_flash.new_flash(BLOCKS)
    cut_flash.run_on(flashed, flash)
    told = {"files": cut_flash.run_on(flashed, used_blocks) // len(SLOTS)}
    for kind in RATES:
        held, blocks = cut_flash.run_on(bytearray(flashed), fill, kind)
        erasures = [0] * BLOCKS

        def count(start, data, erasures=erasures):
            if len(data) == cut_flash.BLOCK_BYTES:  # what littlefs writes is shorter
                erasures[start // cut_flash.BLOCK_BYTES] += 1

        cut_flash.run_on(bytearray(flashed), live, kind, rows, on_write=count)
        told[kind] = {"held": held, "blocks": blocks, "most": max(erasures), "erasures": sum(erasures)}
    print(json.dumps(told))


main(int(sys.argv[2]))

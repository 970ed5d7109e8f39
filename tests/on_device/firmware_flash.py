"""What a cut or a rotten bit in flash costs: one row, never a wrong one. On CPython and on MicroPython.

First argument: an empty folder.
"""

import os
import sys
from array import array

from stoep_firmware.outbox import Outbox
from stoep_firmware.rtc import RtcRecord
from stoep_firmware.settings import Settings, SettingsError, parse_bundle
from stoep_protocol.cbor import Writer
from stoep_protocol.limits import NULL
from stoep_protocol.profiles import by_name
from stoep_protocol.rows import FrameBuffer, encode_rows

FOLDER = sys.argv[1]
WEATHER = by_name("weather")
FRAME = FrameBuffer(max_rows=40, max_columns=4)


def open_outbox(capacity_rows=40):
    return Outbox(FOLDER, owner=1, profile=WEATHER, capacity_rows=capacity_rows, segment_rows=8)


def fill(outbox, count):
    values = array("i", [0] * 4)
    for _ in range(count):
        row = outbox.next_row
        for i in range(4):
            values[i] = NULL if row % 5 == i else row * 1000 - i
        outbox.append(values, time_s=row * 60, boot=1, is_dated=True)


def check(outbox, damaged=()):
    row = outbox.oldest_row
    while row < outbox.next_row:
        count = outbox.read(FRAME, first_row=row, max_rows=40, boot=1)
        assert count
        for at in range(count):
            values = list(FRAME.values[at * 4 : at * 4 + 4])
            if row in damaged:
                assert values == [NULL] * 4, (row, values)
            else:
                assert values == [NULL if row % 5 == i else row * 1000 - i for i in range(4)], (row, values)
                assert FRAME.times[at] == row * 60
            row += 1
    encode_rows(Writer(1024), FRAME)


def segments():
    return sorted([name for name in os.listdir(FOLDER + "/outbox") if name.endswith(".seg")])


outbox = open_outbox()
outbox.begin_life(b"life", boot=1)
fill(outbox, 21)
check(outbox)

path = FOLDER + "/outbox/" + segments()[-1]
with open(path, "rb") as file:
    whole = file.read()
for size in range(len(whole)):  # a write that was cut anywhere
    with open(path, "wb") as file:
        file.write(whole[:size])
    cut = open_outbox()
    assert cut.next_row == 17 + size // 27 and cut.life == b"life"
    check(cut)
with open(path, "wb") as file:
    file.write(whole)

for at in range(0, len(whole), 3):  # a rotten bit anywhere
    rotten = bytearray(whole)
    rotten[at] ^= 16
    with open(path, "wb") as file:
        file.write(rotten)
    check(open_outbox(), damaged=(17 + at // 27,))
with open(path, "wb") as file:
    file.write(whole)

outbox = open_outbox()
outbox.settle(10)
fill(outbox, 60)  # over the capacity
assert outbox.dropped == outbox.oldest_row - 11, (outbox.dropped, outbox.oldest_row)
assert outbox.next_row - outbox.oldest_row <= 48
check(outbox)
again = open_outbox()
assert (again.dropped, again.oldest_row, again.next_row) == (outbox.dropped, outbox.oldest_row, outbox.next_row)

os.remove(FOLDER + "/outbox/state")
lost = open_outbox()
assert lost.life is None  # the numbers start anew, so the life has to
assert lost.oldest_row == 1

memory = []
record = RtcRecord(b"", write=lambda data: memory.append(bytes(data)))
assert record.is_new
record.start_session(b"session!")
assert [record.take_counter() for _ in range(3)] == [0, 1, 2]
assert RtcRecord(memory[-1], write=memory.append).counter == 3
for at in range(len(memory[-1])):
    rotten = bytearray(memory[-1])
    rotten[at] ^= 1
    assert RtcRecord(rotten, write=memory.append).is_new

BUNDLE = {
    "format": 1,
    "device": "d",
    "secret": "00" * 32,
    "generation": 2,
    "broker": {"host": "h", "port": 1883, "user": "u", "password": "p", "ca_pem": None},
    "profile": "soil",
    "sample_s": 60,
    "send_s": 600,
}
bundle = parse_bundle(BUNDLE, where="stoep.json")
settings = Settings(FOLDER, bundle=bundle)
assert settings.apply(4, {1: 30}) and not settings.apply(5, {1: 0})
assert Settings(FOLDER, bundle=bundle).sample_s == 30
try:
    parse_bundle({"format": 2}, where="stoep.json")
    raise AssertionError("accepted")
except SettingsError as error:
    assert "format" in str(error)

print("ok")

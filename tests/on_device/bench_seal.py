"""Time of encode + seal of an hour of soil against json.dumps of the same as SenML, and what encoding allocates.

Runs on MicroPython. Prints {"seal_us": …, "json_us": …, "alloc_bytes": …}.
"""

import gc
import json
import time

from stoep_protocol.cbor import Writer
from stoep_protocol.extras import NO_EXTRAS
from stoep_protocol.keys import up_cipher
from stoep_protocol.limits import MAX_FRAME_BYTES
from stoep_protocol.rows import FrameBuffer, encode_rows

ROUNDS = 2000
ROWS = (
    (1480, 112, 98, 154, 812),
    (1483, 113, 98, 151, 820),
    (1479, 113, 98, 150, 829),
    (1479, 114, 99, 149, 847),
    (1476, 116, 99, 143, 851),
    (1470, 115, 99, 147, 860),
)
NAMES = (("probe_mv", "mV"), ("soil", "Cel"), ("deep_soil", "Cel"), ("air", "Cel"), ("humidity", "%RH"))
T0_S = 216_000_000


def filled():
    frame = FrameBuffer(max_rows=6, max_columns=5)
    frame.profile_id = 1
    frame.column_count = 5
    frame.life = b"life"
    frame.first_row = 70_001
    frame.lag = 12
    frame.count = 6
    frame.extras = NO_EXTRAS
    for row in range(6):
        frame.times[row] = T0_S + 600 * row
        for column in range(5):
            frame.values[5 * row + column] = ROWS[row][column]
    return frame


def senml():
    records = []
    for row in range(6):
        for column in range(5):
            name, unit = NAMES[column]
            value = ROWS[row][column]
            value = value / 10 if column else value
            records.append({"n": "tuin-1/" + name, "u": unit, "t": T0_S + 600 * row, "v": value})
    return records


def allocated(frame, writer):
    encode_rows(writer, frame)  # whatever is made once is made now
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    encode_rows(writer, frame)
    after = gc.mem_alloc()
    gc.enable()
    return after - before


def main():
    frame = filled()
    writer = Writer(MAX_FRAME_BYTES)
    cipher = up_cipher(bytes(32), device_id="tuin-1", session=bytes(8))
    records = senml()
    counter = 4000
    gc.collect()
    start_us = time.ticks_us()
    for _ in range(ROUNDS):
        encode_rows(writer, frame)
        cipher.seal(writer.view(), counter=counter)
    seal_us = time.ticks_diff(time.ticks_us(), start_us) / ROUNDS
    gc.collect()
    start_us = time.ticks_us()
    for _ in range(ROUNDS):
        json.dumps(records)
    json_us = time.ticks_diff(time.ticks_us(), start_us) / ROUNDS
    print(json.dumps({"seal_us": seal_us, "json_us": json_us, "alloc_bytes": allocated(frame, writer)}))


if __name__ == "__main__":
    main()

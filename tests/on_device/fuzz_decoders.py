"""Damaged messages into every decoder of the wire: nothing but counted rejections. Runs on CPython and on MicroPython.

argv: protocol/vectors.json, seed, number of inputs. Prints the outcomes as JSON: {"rows accepted": …, "rows cbor": …}.
"""

import json
import sys
from binascii import unhexlify

from stoep_protocol.down import decode_down
from stoep_protocol.errors import DecodeError
from stoep_protocol.keys import down_cipher, up_cipher
from stoep_protocol.messages import decode_up
from stoep_protocol.mqtt import PacketReader, parse_publish, publish
from stoep_protocol.seal import parse_envelope

# heads of long, nested, indefinite and forbidden items, and the edges of integers
SPITEFUL = unhexlify("001718191a1b1f2038393a3b4058595a5b5f607a8081989a9b9fa0a1babbbfc0d8f4f6f7f9fbff")


class Random:
    """xorshift32: the same numbers on both interpreters (Marsaglia 2003, "Xorshift RNGs")."""

    def __init__(self, seed):
        self._state = seed & 0xFFFFFFFF or 1

    def below(self, bound):
        x = self._state
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        self._state = x
        return x % bound


def damaged(message, others, random):
    data = bytearray(message)
    for _ in range(1 + random.below(4)):
        kind = random.below(7)
        at = random.below(len(data)) if data else 0
        if not data or kind == 0:
            data = data[:at] + bytes([random.below(256)]) + data[at:]
        elif kind == 1:
            data[at] ^= 1 << random.below(8)
        elif kind == 2:
            data[at] = SPITEFUL[random.below(len(SPITEFUL))]
        elif kind == 3:
            data = data[:at]
        elif kind == 4:
            data = data[:at] + data[at + 1 + random.below(8) :]
        elif kind == 5:
            other = others[random.below(len(others))]
            data = data[:at] + other[random.below(len(other)) :]
        else:
            piece = data[at : at + 1 + random.below(6)]
            for _ in range(random.below(40)):
                data = data[:at] + piece + data[at:]
    return bytes(data[:1100])


def decode_packets(data):
    for packet in PacketReader(max_bytes=1100).feed(data):
        parse_publish(packet)


def main(path, seed, count):
    with open(path) as file:
        vectors = json.load(file)
    secret = unhexlify(vectors["secret"])
    up = up_cipher(secret, device_id=vectors["device"], session=unhexlify(vectors["session"]))
    down = down_cipher(secret, device_id=vectors["device"], epoch=unhexlify(vectors["epoch"]))
    hellos = [unhexlify(v["plaintext"]) for v in vectors["up"] if v["kind"] == "hello"]
    rows = [unhexlify(v["plaintext"]) for v in vectors["up"] if v["kind"] == "rows"]
    asks = [unhexlify(v["plaintext"]) for v in vectors["up"] if v["kind"] == "ask"]
    downs = [unhexlify(v["plaintext"]) for v in vectors["down"]]
    sealed = [unhexlify(v["sealed"]) for v in vectors["up"]]
    sealed_down = [unhexlify(v["sealed"]) for v in vectors["down"]]
    packets = [publish("stoep/1/garden-7/up", message, packet_id=7) for message in sealed]
    targets = (
        ("hello", hellos, lambda data: decode_up(data, sealed_bytes=128)),
        ("rows", rows, lambda data: decode_up(data, sealed_bytes=128)),
        ("ask", asks, lambda data: decode_up(data, sealed_bytes=128)),
        ("down", downs, decode_down),
        ("seal up", sealed, lambda data: up.open(parse_envelope(data))),
        ("seal down", sealed_down, lambda data: down.open(parse_envelope(data))),
        ("mqtt", packets, decode_packets),
    )
    outcomes = {}
    random = Random(seed)
    for i in range(count):
        name, messages, decode = targets[i % len(targets)]
        data = damaged(messages[random.below(len(messages))], messages, random)
        try:
            decode(data)
            assert not name.startswith("seal") or data in messages, "a damaged message opened"
            outcome = name + " accepted"
        except DecodeError as error:
            outcome = name + " " + error.reason
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    print(json.dumps(outcomes))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

"""Cut a byte stream into MQTT packets in bounded memory: of a packet too long to be ours, only the head is kept.

A broker of somebody else's may let a 200 MB message through. It must be acknowledged, else it comes again for ever, but
need not be held. Messages come by the hundred thousand after an outage, so they are taken apart here at once.
"""

from functools import partial
from typing import NamedTuple

from stoep_gateway.records import Arrival
from stoep_protocol.errors import DecodeError
from stoep_protocol.limits import MAX_FRAME_BYTES
from stoep_protocol.mqtt import PUBLISH, Packet

# The longest topic with its length, the packet id, and a payload one byte longer than is allowed (SPEC §1).
PAYLOAD_KEPT_BYTES = MAX_FRAME_BYTES + 1
KEPT_BYTES = 65_535 + 2 + 2 + PAYLOAD_KEPT_BYTES


class Incoming(NamedTuple):
    """What is complete: messages, a PUBACK (§3.4) for each that wants one, and all other packets."""

    arrivals: list[Arrival]
    acknowledgements: list[bytes]
    packets: list[Packet]


_arrival = partial(tuple.__new__, Arrival)  # in C, unlike Arrival's own constructor


class CuttingReader:
    """Payloads longer than PAYLOAD_KEPT_BYTES and other bodies longer than KEPT_BYTES arrive cut to that length."""

    def __init__(self) -> None:
        self._buffer = b""
        self._skip_bytes = 0

    def feed(self, data: bytes) -> Incoming:
        """What is complete now. DecodeError `mqtt` on a broken length field (§2.2.3) or message (§3.3)."""
        if self._skip_bytes:
            skipped = min(self._skip_bytes, len(data))
            self._skip_bytes -= skipped
            data = data[skipped:]
        buffer = self._buffer + data if self._buffer else data
        incoming = arrivals, acknowledgements, packets = Incoming([], [], [])
        at, size = 0, len(buffer)
        while at + 1 < size:
            length, body = buffer[at + 1], at + 2
            if length >= 0x80:
                length, body = _length(buffer, at=at)
            end = body + length if length <= KEPT_BYTES else body + KEPT_BYTES
            if length < 0 or end > size:
                break
            head = buffer[at]
            if head >> 4 == PUBLISH:
                qos = head >> 1 & 3
                topic_end = body + 2 + int.from_bytes(buffer[body : body + 2], "big")
                payload = topic_end + 2 if qos else topic_end
                if length < 2 or qos > 1 or payload > end:
                    raise DecodeError("mqtt")
                try:
                    topic = buffer[body + 2 : topic_end].decode()
                except ValueError as error:
                    raise DecodeError("mqtt") from error
                arrivals.append(_arrival((topic, buffer[payload : min(end, payload + PAYLOAD_KEPT_BYTES)])))
                if qos:
                    acknowledgements.append(b"\x40\x02" + buffer[topic_end:payload])
            else:
                packets.append(Packet(head >> 4, head & 0x0F, buffer[body:end]))
            at = end
            if length > KEPT_BYTES:
                beyond = length - KEPT_BYTES
                at = min(size, end + beyond)
                self._skip_bytes = beyond - (at - end)
        self._buffer = buffer[at:]
        return incoming


def _length(buffer: bytes, *, at: int) -> tuple[int, int]:
    """(remaining length, where the body starts); length -1 while the header is not complete."""
    length = 0
    for index in range(4):
        if at + 1 + index >= len(buffer):
            return -1, 0
        byte = buffer[at + 1 + index]
        length |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return length, at + 2 + index
    raise DecodeError("mqtt")

"""Cut a byte stream into MQTT packets in bounded memory: of a packet too long to be ours, only the head is kept.

A broker of somebody else's may let a 200 MB message through. It must be acknowledged, else it comes again for ever, but
need not be held.
"""

from stoep_protocol.errors import DecodeError
from stoep_protocol.mqtt import Packet

# The longest topic with its length, the packet id, and a payload one byte longer than is allowed (SPEC §1).
KEPT_BYTES = 65_535 + 2 + 2 + 1_024 + 1


class CuttingReader:
    """feed() returns what is complete; bodies longer than KEPT_BYTES arrive cut to that length."""

    def __init__(self) -> None:
        self._buffer = b""
        self._skip_bytes = 0

    def feed(self, data: bytes) -> list[Packet]:
        """The packets that are complete now. DecodeError `mqtt` on a broken length field (§2.2.3)."""
        if self._skip_bytes:
            skipped = min(self._skip_bytes, len(data))
            self._skip_bytes -= skipped
            data = data[skipped:]
        buffer = self._buffer + data if self._buffer else data
        packets: list[Packet] = []
        at, size = 0, len(buffer)
        while True:
            length, body = _length(buffer, at=at)
            end = body + min(length, KEPT_BYTES)
            if length < 0 or end > size:
                break
            packets.append(Packet(buffer[at] >> 4, buffer[at] & 0x0F, buffer[body:end]))
            at = end
            if length > KEPT_BYTES:
                beyond = length - KEPT_BYTES
                at = min(size, end + beyond)
                self._skip_bytes = beyond - (at - end)
        self._buffer = buffer[at:]
        return packets


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

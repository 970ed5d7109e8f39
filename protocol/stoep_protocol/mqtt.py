"""MQTT 3.1.1 packets for both ends, without I/O (OASIS MQTT 3.1.1; sections in the comments)."""

from collections import namedtuple

from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.errors import DecodeError

if TYPE_CHECKING:
    from typing import NamedTuple

    class Packet(NamedTuple):
        """One control packet: its type (a constant below), the low bits of its first byte, the rest."""

        kind: int
        flags: int
        body: bytes

    class Publish(NamedTuple):
        """An application message. packet_id is 0 with QoS 0."""

        topic: str
        payload: bytes
        qos: int
        packet_id: int
else:
    Packet = namedtuple("Packet", ("kind", "flags", "body"))
    Publish = namedtuple("Publish", ("topic", "payload", "qos", "packet_id"))

CONNACK = 2
PUBLISH = 3
PUBACK = 4
SUBACK = 9
PINGRESP = 13

SUBACK_REFUSED = 0x80


def connect(*, client_id: str, user: str, password: str, clean_session: bool, keepalive_s: int) -> bytes:
    """§3.1"""
    flags = 0xC0 | (0x02 if clean_session else 0)
    body = b"\x00\x04MQTT\x04" + bytes([flags]) + _uint16(keepalive_s)
    return _packet(0x10, body + _string(client_id) + _string(user) + _string(password))


def publish(topic: str, payload: "bytes | memoryview", *, packet_id: int = 0) -> bytes:
    """§3.3. QoS 1 with a packet id (1–65535), QoS 0 without."""
    if packet_id:
        return _packet(0x32, _string(topic) + _uint16(packet_id) + bytes(payload))
    return _packet(0x30, _string(topic) + bytes(payload))


def puback(packet_id: int) -> bytes:
    """§3.4"""
    return b"\x40\x02" + _uint16(packet_id)


def subscribe(topic_filter: str, *, packet_id: int, qos: int) -> bytes:
    """§3.8"""
    return _packet(0x82, _uint16(packet_id) + _string(topic_filter) + bytes([qos]))


def pingreq() -> bytes:
    """§3.12"""
    return b"\xc0\x00"


def disconnect() -> bytes:
    """§3.14"""
    return b"\xe0\x00"


def parse_connack(packet: Packet) -> "tuple[bool, int]":
    """(session present, return code). DecodeError `mqtt`."""
    if len(packet.body) != 2:
        raise DecodeError("mqtt")
    return packet.body[0] == 1, packet.body[1]


def parse_puback(packet: Packet) -> int:
    """The packet id. DecodeError `mqtt`."""
    if len(packet.body) != 2:
        raise DecodeError("mqtt")
    return packet.body[0] << 8 | packet.body[1]


def parse_suback(packet: Packet) -> int:
    """The granted QoS of the one filter asked for, or SUBACK_REFUSED. DecodeError `mqtt`."""
    if len(packet.body) != 3:
        raise DecodeError("mqtt")
    return packet.body[2]


def parse_publish(packet: Packet) -> Publish:
    """Topic and payload of a PUBLISH. DecodeError `mqtt`."""
    body = packet.body
    qos = packet.flags >> 1 & 3
    if len(body) < 2 or qos > 1:
        raise DecodeError("mqtt")
    at = 2 + (body[0] << 8 | body[1])
    end = at + 2 if qos else at
    if end > len(body):
        raise DecodeError("mqtt")
    try:
        topic = body[2:at].decode()
    except ValueError:
        raise DecodeError("mqtt")
    return Publish(topic, body[end:], qos, body[at] << 8 | body[at + 1] if qos else 0)


class PacketReader:
    """Cut a byte stream into packets. Holds at most one packet of max_bytes and what arrived with it."""

    def __init__(self, *, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._buffer = b""

    def feed(self, data: bytes) -> "list[Packet]":
        """The complete packets. DecodeError `mqtt` on a length that is broken or above max_bytes (§2.2.3)."""
        buffer = self._buffer + data if self._buffer else data
        packets = []
        at = 0
        size = len(buffer)
        while size - at >= 2:
            length = buffer[at + 1]
            body = at + 2
            if length & 0x80:
                length &= 0x7F
                shift = 7
                while body < size:
                    byte = buffer[body]
                    body += 1
                    length |= (byte & 0x7F) << shift
                    shift += 7
                    if not byte & 0x80:
                        break
                    if shift > 21:
                        raise DecodeError("mqtt")
                else:
                    break
            if length > self._max_bytes:
                raise DecodeError("mqtt")
            if body + length > size:
                break
            packets.append(Packet(buffer[at] >> 4, buffer[at] & 0x0F, buffer[body : body + length]))
            at = body + length
        self._buffer = buffer[at:]
        return packets


def _packet(head: int, body: bytes) -> bytes:
    size = len(body)
    length = b""
    while True:
        byte = size & 0x7F
        size >>= 7
        length += bytes([byte | 0x80 if size else byte])
        if not size:
            return bytes([head]) + length + body


def _string(text: str) -> bytes:
    data = text.encode()
    return _uint16(len(data)) + data


def _uint16(number: int) -> bytes:
    if not 0 <= number <= 0xFFFF:
        raise ValueError("out of 16 bits")
    return bytes([number >> 8, number & 0xFF])

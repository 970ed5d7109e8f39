"""A desk board whose gateway is in reach without a network, and which resets at any write of its RTC memory."""

import asyncio
from collections import Counter

from stoep_protocol import mqtt
from stoep_protocol.seal import parse_envelope
from support.answering_gateway import AnsweringGateway
from support.desk_board import DeskBoard

BEFORE, TORN, AFTER = "before", "torn", "after"


class Cut(BaseException):
    """The board was reset; what ran on it is gone."""


class CutBoard(DeskBoard):
    """resets: {number of the write, from 1: BEFORE, TORN or AFTER it}. nonces: how often each was sent, for ever."""

    def __init__(self, data_dir: str, *, gateway: AnsweringGateway) -> None:
        super().__init__(data_dir)  # type: ignore[no-untyped-call]
        self.nonces: Counter[tuple[bytes, int]] = Counter()
        self.resets: dict[int, str] = {}
        self.writes = 0
        self.is_off = False
        self._gateway = gateway

    def rtc_write(self, data: bytes | bytearray) -> None:
        if self.is_off:
            raise Cut
        self.writes += 1
        reset = self.resets.get(self.writes)
        if reset == TORN:
            half = len(data) // 2
            self.rtc = bytes(data[:half]) + self.rtc[half:]
        elif reset != BEFORE:
            self.rtc = bytes(data)
        if reset is not None:
            self.cause = 2
            self.is_off = True
            raise Cut

    async def connect(self, host: str, port: int, ca_der: bytes | None) -> "tuple[_Stream, _Stream]":
        stream = _Stream(self)
        return stream, stream

    def answer(self, packet: mqtt.Packet) -> bytes:
        """What comes back; a frame's nonce is noted. A board that is off says nothing."""
        if self.is_off:
            return b""
        if packet.kind == mqtt.PUBLISH:
            envelope = parse_envelope(mqtt.parse_publish(packet).payload)
            self.nonces[bytes(envelope.kid), envelope.counter] += 1
        return self._gateway.answer(packet)


class _Stream:
    """Reader and writer of one connection."""

    def __init__(self, board: CutBoard) -> None:
        self._board = board
        self._packets = mqtt.PacketReader(max_bytes=2_048)
        self._came = b""

    async def read(self, size: int) -> bytes:
        """An honest gateway has answered at once; nothing more comes, so the end."""
        came, self._came = self._came[:size], self._came[size:]
        return came

    def write(self, data: bytes) -> None:
        for packet in self._packets.feed(data):
            self._came += self._board.answer(packet)

    async def drain(self) -> None:
        await asyncio.sleep(0)

    def close(self) -> None:
        self._came = b""

    async def wait_closed(self) -> None: ...

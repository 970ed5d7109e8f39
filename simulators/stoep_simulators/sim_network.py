"""The radio of a simulated board: real sockets, or none while the network is away."""

import asyncio
import sys

from stoep_protocol.compat import TYPE_CHECKING
from stoep_simulators.sim_clock import LIVE

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.tls_stream import TlsStream
    from stoep_simulators.sim_clock import SimClock

# Wi-Fi joins take 1–4 s. No multiple of what the firmware waits for meanwhile: who goes first at one moment is up to
# the interpreter, and differs between Python 3.11 and 3.13.
_JOIN_MS = 2_130
_LIVE_JOIN_MS = 100  # nobody learns from waiting longer
_UNREACHABLE = 113  # EHOSTUNREACH
_ON_THE_VM = sys.implementation.name == "micropython"


class SimNetwork:
    """online = False: joining fails after the usual wait, and open connections break."""

    def __init__(self, clock: "SimClock", *, online: bool = False) -> None:
        self.online = online
        self.joined = False
        self.closed_count = 0
        self._clock = clock
        self._streams: "list[_Stream]" = []
        self._tls: "TlsStream | None" = None

    async def join(self, *, reachable: bool) -> None:
        """Join the access point; OSError if it is away. Who has joined already need not wait."""
        if self.joined and self.online and reachable:
            return
        await self._clock.sleep_ms(_LIVE_JOIN_MS if self._clock.mode == LIVE else _JOIN_MS)
        if not self.online or not reachable:
            raise OSError(_UNREACHABLE)
        self.joined = True

    def leave(self) -> None:
        """Radio off: every connection is gone."""
        self.joined = False
        for stream in self._streams:
            stream.close()
            stream.release()
        self._streams = []

    def end(self) -> None:
        """The processor lost its RAM: whoever still waits on a connection is gone with it."""
        for stream in self._streams:
            stream.is_orphan = True
        self.leave()

    def go_away(self) -> None:
        """The access point loses its power."""
        self.online = False
        self.leave()

    async def connect(self, host: str, port: int, ca_der: "bytes | None") -> "tuple[Any, Any]":
        """(reader, writer). The clock does not jump before their end was waited for: answers come in real time."""
        if not self.joined:
            raise OSError(_UNREACHABLE)
        self._clock.hold()
        try:
            reader, writer = await self._open(host, port, ca_der)
        except BaseException:
            self._clock.release()
            raise
        stream = _Stream(reader, writer, network=self)
        self._streams = [known for known in self._streams if known.is_held] + [stream]
        return stream, stream

    def certificate_begins_s(self) -> "int | None":
        """As stoep_firmware.board.Board has it; None on CPython, whose TLS does not tell."""
        return self._tls.begins_s if self._tls is not None else None

    def closed(self) -> None:
        """A connection has ended."""
        self._clock.release()
        self.closed_count += 1

    async def _open(self, host: str, port: int, ca_der: "bytes | None") -> "tuple[Any, Any]":
        if ca_der is None:
            return await asyncio.open_connection(host, port)
        if not _ON_THE_VM:
            from stoep_simulators.host_tls import open_checked

            return await open_checked(host, port, ca_der)
        from stoep_firmware.tls_stream import TlsStream

        self._tls = TlsStream(ca_der)
        return await self._tls.open(host, port)


class _Stream:
    """Reader and writer of one connection."""

    def __init__(self, reader: "Any", writer: "Any", *, network: SimNetwork) -> None:
        self._reader = reader
        self._writer = writer
        self._network = network
        self.closed = False
        self.is_held = True
        self.is_orphan = False

    async def read(self, size: int) -> bytes:
        """At most `size` bytes, b"" at the end."""
        data = b"" if self.closed else bytes(await self._reader.read(size) or b"")
        if self.is_orphan:
            raise asyncio.CancelledError
        return data

    def write(self, data: "bytes | bytearray | memoryview") -> None:
        """Send, at the latest with drain()."""
        if self.closed:
            raise OSError(_UNREACHABLE)
        self._writer.write(data)

    async def drain(self) -> None:
        """Wait until it is sent."""
        if self.closed:
            raise OSError(_UNREACHABLE)
        await self._writer.drain()

    def close(self) -> None:
        """End the connection. Time goes on when that has been waited for: how long it takes is nobody's choice."""
        if not self.closed:
            self.closed = True
            self._writer.close()

    def release(self) -> None:
        """Nobody waits for this connection any more."""
        if self.is_held:
            self.is_held = False
            self._network.closed()

    async def wait_closed(self) -> None:
        """Until it is closed."""
        self.close()
        try:
            await self._writer.wait_closed()
        finally:
            self.release()

"""A device's outbox, RTC memory and link opposite the oracle gateway; the network is in the test's hand."""

from array import array
from pathlib import Path

from stoep_firmware.link import Link
from stoep_firmware.outbox import Outbox
from stoep_firmware.records import Heard, Identity, Vitals
from stoep_firmware.rtc import RtcRecord
from stoep_protocol.profiles import Profile, by_name
from support.spec_gateway import SpecGateway

SECRET = bytes(range(32))
DEVICE = "bench-1"


class LinkBench:
    """boots and draws make every power-on and every random number different, as on a board."""

    def __init__(self, folder: str | Path, *, profile: str | Profile, capacity_rows: int = 200) -> None:
        self.folder = str(folder)
        self.profile = by_name(profile) if isinstance(profile, str) else profile
        self.capacity_rows = capacity_rows
        self.gateway = SpecGateway(SECRET, device_id=DEVICE, epoch=b"epoch--0")
        self.rtc_data = b""
        self.boots = self.draws = self.epochs = 0
        self.nonces: dict[tuple[bytes, int], bytes] = {}
        self.heard: list[Heard] = []
        self.vitals = Vitals(3900, -60, 1, 60, 600, 0, 0)
        self.identity = Identity(DEVICE, SECRET, b"board", "test")
        self.wake()

    def wake(self) -> None:
        """RAM is new; flash and RTC memory are what they were."""
        self.rtc = RtcRecord(self.rtc_data, write=self._write_rtc)
        self.outbox = Outbox(
            self.folder, owner=1, profile=self.profile, capacity_rows=self.capacity_rows, segment_rows=7
        )
        if self.rtc.is_new:
            self.boots += 1
            self.rtc.boot = self.boots
        self.link = Link(self.outbox, rtc=self.rtc, identity=self.identity, draw=self._draw)

    def lose_power(self) -> None:
        self.rtc_data = b""
        self.wake()

    def measure(self, count: int, *, is_dated: bool = True) -> None:
        """Rows whose values tell their number in the order of measuring."""
        for _ in range(count):
            row = self.outbox.next_row
            values = array("i", [row * 10 + column for column in range(len(self.profile.columns))])
            self.outbox.append(values, time_s=60 * row, boot=self.rtc.boot, is_dated=is_dated)

    def begin(self, *, uptime_s: int = 5, is_wake: bool = True) -> None:
        self.link.begin(self.vitals, uptime_s=uptime_s, is_wake=is_wake)

    def say(self) -> bytes | None:
        """The next message; a nonce that comes with two contents fails the test."""
        message = self.link.next_message(now_ms=0)
        if message is not None:
            nonce = (self.rtc.session, self.rtc.counter - 1)
            assert nonce not in self.nonces
            self.nonces[nonce] = message
        return message

    def hear(self, reply: bytes) -> Heard | None:
        heard = self.link.take(reply, now_ms=0)
        if heard is not None:
            self.heard.append(heard)
        return heard

    def talk(self, *, uptime_s: int = 5, is_wake: bool = True, limit: int = 400) -> list[bytes]:
        """A whole conversation over a perfect network; what was sent."""
        self.begin(uptime_s=uptime_s, is_wake=is_wake)
        sent: list[bytes] = []
        for _ in range(limit):
            message = self.say()
            if self.link.done:
                return sent
            assert message is not None
            sent.append(message)
            self.hear(self.gateway.take(message))
        raise AssertionError("the conversation does not end")

    def new_epoch(self) -> bytes:
        self.epochs += 1
        return b"epoch" + self.epochs.to_bytes(3, "big")

    def _write_rtc(self, data: bytes | bytearray) -> None:
        self.rtc_data = bytes(data)

    def _draw(self, size: int) -> bytes:
        self.draws += 1
        return self.draws.to_bytes(4, "big") * (size // 4)

"""From the outbox through link and seal to a gateway and back, over power cuts. On CPython and on MicroPython.

First argument: an empty folder.
"""

import os
import sys
from array import array

from stoep_firmware.link import Link
from stoep_firmware.outbox import Outbox
from stoep_firmware.records import Identity, Vitals
from stoep_firmware.rtc import RtcRecord
from stoep_protocol.profiles import by_name
from support.own_profiles import own
from support.spec_gateway import SpecGateway

FOLDER = sys.argv[1]
OWN = own("anemometer", ("wind_speed", "wind_gust"))
SECRET = b"s" * 32


class Device:
    """A device whose power, flash and RTC memory the test holds."""

    def __init__(self, name, *, profile):
        self.folder = FOLDER + "/" + name
        os.mkdir(self.folder)
        self.name = name
        self.profile = OWN if profile == "own" else by_name(profile)
        self.rtc_data = b""
        self.draws = 0
        self.boot = 0
        self.start()

    def start(self):
        self.rtc = RtcRecord(self.rtc_data, write=self.write_rtc)
        self.outbox = Outbox(self.folder, owner=1, profile=self.profile, capacity_rows=60, segment_rows=8)
        if self.rtc.is_new:
            self.boot += 1
            self.rtc.boot = self.boot
        identity = Identity(self.name, SECRET, b"board", "test")
        self.link = Link(self.outbox, rtc=self.rtc, identity=identity, draw=self.draw)
        self.values = array("i", [0] * len(self.profile.columns))

    def write_rtc(self, data):
        self.rtc_data = bytes(data)

    def draw(self, size):
        self.draws += 1
        return bytes([self.draws] * size)

    def measure(self, count):
        for _ in range(count):
            row = self.outbox.next_row
            for i in range(len(self.values)):
                self.values[i] = row * (i + 1) % 50
            assert self.outbox.append(self.values, time_s=1000 + 60 * row, boot=self.boot, is_dated=True) == row

    def talk(self, gateway):
        self.link.begin(Vitals(3900, -60, 1, 60, 600, 0, 0), uptime_s=5, is_wake=True)
        for _ in range(500):
            message = self.link.next_message(now_ms=0)
            if self.link.done:
                assert not self.link.trouble, self.link.trouble
                return
            assert message is not None
            assert self.link.take(gateway.take(message), now_ms=0) is not None
        raise AssertionError("never done")


def check(gateway, device, rows):
    assert gateway.taken == rows, (gateway.taken, rows)
    for row in range(1, rows + 1):
        time_s, clock, values = gateway.rows[(gateway.life, row)]
        assert time_s == 1000 + 60 * row and clock == 1
        assert values == tuple([row * (i + 1) % 50 for i in range(len(device.values))])


for profile in ("soil", "people", "own"):
    device = Device("d-" + profile, profile=profile)
    gateway = SpecGateway(SECRET, device_id=device.name, epoch=b"epoch--1")
    device.measure(20)
    device.talk(gateway)
    check(gateway, device, 20)
    gateway.commit()
    device.start()  # a wake from deep sleep
    device.measure(7)
    device.talk(gateway)
    check(gateway, device, 27)
    gateway.start(b"epoch--2")  # seven rows were in memory only
    device.rtc_data = b""  # power loss
    device.start()
    device.measure(3)
    device.talk(gateway)
    check(gateway, device, 30)
    assert len(gateway.health) == 3
    if profile == "people":
        assert set(gateway.sizes) == {128}
        gateway.commit()
        device.talk(gateway)
        assert [name for name in os.listdir(device.folder + "/outbox") if name.endswith(".seg")] == [
            "0000000031-4-2.seg"
        ]

print("ok")

"""From any write on the flash is full: every wake comes to its end, and what is in flash is sent. On the VM only.

Prints how many places were tried, as JSON.
"""

import asyncio
import json
import os
from array import array
from binascii import crc32

import vfs

from stoep_firmware import app
from stoep_firmware.outbox import Outbox
from stoep_protocol import mqtt
from stoep_protocol.limits import MAX_INT
from stoep_protocol.names import down_topic
from stoep_protocol.profiles import by_name
from support import cut_flash
from support.desk_board import Asleep, DeskBoard, Restarted
from support.spec_gateway import SpecGateway

FOLDER = cut_flash.PLACE
BLOCKS = 32
ROWS = 90  # more than a frame, in two segments
WAKES = 3
SECRET = b"s" * 32
BUNDLE = {
    "format": 1,
    "device": "full-1",
    "secret": "73" * 32,
    "generation": 1,
    "broker": {"host": "h", "port": 1883, "user": "u", "password": "p", "ca_pem": None},
    "profile": "soil",
    "sample_s": 600,
    "send_s": 600,
    "wifi": [["home", "password"]],
    "sensors": [{"type": "probe", "pin": 34}],
}
_FULL = -28  # as littlefs hears it
_CONNECT, _SUBSCRIBE = 1, 8


class FullFlash(cut_flash.MemoryFlash):
    """left: writes that still find room."""

    left = 1 << 30

    def writeblocks(self, block, buffer, offset=0):
        self.left -= 1
        if self.left < 0:
            return _FULL
        return cut_flash.MemoryFlash.writeblocks(self, block, buffer, offset)

    def ioctl(self, operation, argument):
        if operation == 6:
            self.left -= 1
            if self.left < 0:
                return _FULL
        return cut_flash.MemoryFlash.ioctl(self, operation, argument)


class Stream:
    """Reader and writer of a connection to a broker with an honest gateway behind it."""

    def __init__(self, gateway):
        self._gateway = gateway
        self._packets = mqtt.PacketReader(max_bytes=2048)
        self._came = b""

    def write(self, data):
        for packet in self._packets.feed(data):
            if packet.kind == _CONNECT:
                self._came += b"\x20\x02\x00\x00"
            elif packet.kind == _SUBSCRIBE:
                self._came += b"\x90\x03" + packet.body[:2] + b"\x00"
            elif packet.kind == mqtt.PUBLISH:
                reply = self._gateway.take(bytes(mqtt.parse_publish(packet).payload))
                self._gateway.commit()
                self._came += mqtt.publish(down_topic("full-1"), reply)

    async def drain(self):
        await asyncio.sleep(0)

    async def read(self, size):
        came, self._came = self._came[:size], self._came[size:]
        return came

    def close(self):
        pass

    async def wait_closed(self):
        pass


class Board(DeskBoard):
    """The gateway is in reach without a network."""

    def __init__(self, gateway):
        DeskBoard.__init__(self, FOLDER)
        self.pins[34] = 1_500_000
        self._gateway = gateway

    async def connect(self, host, port, ca_der):
        stream = Stream(self._gateway)
        return stream, stream


def prepare():
    with open(FOLDER + "/stoep.json", "w") as file:
        json.dump(BUNDLE, file)
    outbox = Outbox(FOLDER, owner=crc32(b"full-1") & MAX_INT, profile=by_name("soil"), capacity_rows=432)
    outbox.begin_life(b"life", boot=outbox.begin_boot())
    for row in range(1, ROWS + 1):
        outbox.append(array("i", [row] * 5), time_s=100_000 + 600 * row, boot=1, is_dated=True)


class Life:
    """A device with rows in flash and an honest gateway."""

    def __init__(self):
        self.gateway = SpecGateway(SECRET, device_id="full-1", epoch=b"epoch--1")
        self.gateway.time_s = 200_000_000
        self.gateway.configuration = (3, {1: 300, 2: 300})
        self.board = Board(self.gateway)
        self.said = []

    def wake(self):
        for _ in range(WAKES):
            self.board.is_joined = False
            try:
                asyncio.run(app.run(self.board, say=self.said.append))
            except (Asleep, Restarted):
                pass

    def check_sent(self):
        assert self.gateway.taken >= ROWS, (self.gateway.taken, self.said)

    def check_recovered(self):
        """With room again it keeps rows, sends them, and takes its orders."""
        taken = self.gateway.taken
        self.wake()
        assert self.gateway.taken > taken, self.said
        assert self.gateway.versions.get(1) == 3, self.said


def refuse_from(image, room):
    """Power on; so many writes find room. How many there were."""
    life = Life()
    flash = FullFlash(image)
    vfs.mount(vfs.VfsLfs2(flash), FOLDER)
    try:
        flash.left = room
        life.wake()
        writes = room - flash.left
        life.check_sent()
        flash.left = 1 << 30
        life.check_recovered()
    finally:
        vfs.umount(FOLDER)
    return writes


def fill():
    """Something else takes all the room there is."""
    try:
        with open(FOLDER + "/other", "wb") as file:
            while True:
                file.write(bytes(64))
    except OSError:
        pass


def live_on_full():
    """Sent rows make room for new ones."""
    fill()
    life = Life()
    life.wake()
    life.check_sent()
    assert life.gateway.taken > ROWS, life.said
    os.remove(FOLDER + "/other")
    life.check_recovered()


def main():
    image = cut_flash.new_flash(BLOCKS)
    cut_flash.run_on(image, prepare)
    writes = refuse_from(bytearray(image), 1 << 30)
    for room in range(writes):
        refuse_from(bytearray(image), room)
    cut_flash.run_on(bytearray(image), live_on_full)
    print(json.dumps({"places": writes}))


main()

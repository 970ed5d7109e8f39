"""The power goes at every write of flash: it boots, no row that was kept is lost, changed or doubled. On the VM only.

Prints how many cuts each scene had, as JSON.
"""

import json
from array import array

from stoep_firmware.outbox import Outbox
from stoep_firmware.settings import Settings, parse_bundle
from stoep_protocol.profiles import by_name
from stoep_protocol.rows import FrameBuffer
from support import cut_flash

FOLDER = cut_flash.PLACE
BLOCKS = 32
CAPACITY = 48
SEGMENT = 16  # 432 bytes and more: longer than what littlefs keeps beside a file's name
FRAME = FrameBuffer(max_rows=48, max_columns=4)
BUNDLE = {
    "format": 1,
    "device": "d",
    "secret": "00" * 32,
    "generation": 2,
    "broker": {"host": "h", "port": 1883, "user": "u", "password": "p", "ca_pem": None},
    "profile": "weather",
    "sample_s": 60,
    "send_s": 600,
}


class Ring:
    """An outbox on the mounted flash, and what its rows have to be."""

    def __init__(self, profile):
        self.profile = by_name(profile)
        self.open()

    def open(self):
        self.outbox = Outbox(FOLDER, owner=1, profile=self.profile, capacity_rows=CAPACITY, segment_rows=SEGMENT)

    def values(self, row):
        return array("i", [row * 1000 - i for i in range(len(self.profile.columns))])

    def add(self):
        row = self.outbox.next_row
        assert self.outbox.append(self.values(row), time_s=row * 60, boot=1, is_dated=True) == row
        return row

    def check(self):
        """Every row held is whole and its own, and who is not held was settled or is counted."""
        outbox, columns = self.outbox, len(self.profile.columns)
        row = outbox.oldest_row
        while row < outbox.next_row:
            count = outbox.read(FRAME, first_row=row, max_rows=48, boot=1)
            assert count, row
            for at in range(count):
                values = array("i", FRAME.values[at * columns : (at + 1) * columns])
                assert (values, FRAME.times[at]) == (self.values(row), row * 60), row
                row += 1
        assert outbox.dropped == max(0, outbox.oldest_row - 1 - outbox.settled), (outbox.dropped, outbox.oldest_row)

    def check_after_cut(self):
        """What was cut is whole, takes new rows, and is whole again at the next start."""
        self.check()
        before = self.outbox.next_row
        for _ in range(SEGMENT + 2):
            self.add()
        self.open()
        assert self.outbox.next_row == before + SEGMENT + 2
        self.check()


def prepared(profile, *, rows, settled=0):
    """The image of a flash with a ring."""

    def prepare():
        ring = Ring(profile)
        ring.outbox.begin_boot()
        ring.outbox.begin_life(b"life", boot=1)
        for _ in range(rows):
            if ring.add() == settled:
                ring.outbox.settle(settled)

    image = cut_flash.new_flash(BLOCKS)
    cut_flash.run_on(image, prepare)
    return image


def cut_appends(profile, *, rows, settled, count):
    """Rows, the change of segments among them, and in a full ring the oldest that go."""

    def append(done):
        ring = Ring(profile)
        for _ in range(count):
            done.append(ring.add())

    def check(done):
        ring = Ring(profile)
        kept = rows + len(done)
        assert ring.outbox.life == b"life" and ring.outbox.settled == settled
        assert kept <= ring.outbox.next_row - 1 <= kept + 1, (kept, ring.outbox.next_row)
        held = ring.outbox.next_row - ring.outbox.oldest_row
        assert held >= min(kept - settled, CAPACITY), (held, "rows went before the ring was full")
        ring.check_after_cut()

    return cut_flash.at_every_cut(prepared(profile, rows=rows, settled=settled), append, check)


def cut_settling(profile, *, rows, settled):
    """The gateway's verdict: old or new, and raw counts that it covers are gone or still to go."""

    def settle(done):
        Ring(profile).outbox.settle(settled)
        done.append(settled)

    def check(done):
        ring = Ring(profile)
        assert ring.outbox.life == b"life" and ring.outbox.next_row == rows + 1
        assert ring.outbox.settled in ((settled,) if done else (0, settled))
        ring.check_after_cut()

    return cut_flash.at_every_cut(prepared(profile, rows=rows), settle, check)


def cut_first_start():
    """From empty flash to the first rows: the numbers of rows of a life that was begun are never given again."""

    def start(done):
        ring = Ring("weather")
        ring.outbox.begin_boot()
        for _ in range(3):
            ring.add()
        done.append("rows")
        ring.outbox.begin_life(b"life", boot=1)
        done.append("life")
        ring.add()
        done.append("row")

    def check(done):
        ring = Ring("weather")
        assert ring.outbox.life in ((b"life",) if "life" in done else (None, b"life"))
        assert ring.outbox.next_row >= 1 + 3 * done.count("rows") + done.count("row")
        ring.check_after_cut()

    return cut_flash.at_every_cut(cut_flash.new_flash(BLOCKS), start, check)


def cut_state():
    """Power-ons, the time and commands: each of them is there or not, and nothing else is touched."""
    rows = 20

    def change(done):
        outbox = Ring("weather").outbox
        for number in range(2, 6):
            assert outbox.begin_boot() == number
            done.append("boot")
            outbox.date_boot(number, offset_s=1000 * number)
            done.append("date")
            outbox.state.command_id = number
            outbox.state.save()
            done.append("command")

    def check(done):
        ring = Ring("weather")
        state = ring.outbox.state
        boots = 1 + done.count("boot")
        assert state.boot in (boots, boots + 1)
        dated = 1 + done.count("date")
        assert dated == 1 or state.offset_s(dated) == 1000 * dated
        assert state.offset_s(dated + 1) in (None, 1000 * (dated + 1))
        commands = 1 + done.count("command")
        assert state.command_id in ((0, 2) if commands == 1 else (commands, commands + 1))
        assert ring.outbox.life == b"life" and ring.outbox.next_row == rows + 1
        ring.check_after_cut()

    return cut_flash.at_every_cut(prepared("weather", rows=rows), change, check)


def cut_configurations():
    """The rhythm in force is the last that was applied, or the one that was being applied."""
    bundle = parse_bundle(BUNDLE, where="stoep.json")

    def configure(done):
        settings = Settings(FOLDER, bundle=bundle)
        for version in range(1, 7):
            assert settings.apply(version, {1: 10 * version, 2: 100 * version})
            done.append(version)

    def check(done):
        settings = Settings(FOLDER, bundle=bundle)
        assert not settings.is_damaged
        assert settings.version in (len(done), len(done) + 1)
        wanted = (10 * settings.version, 100 * settings.version) if settings.version else (60, 600)
        assert (settings.sample_s, settings.send_s) == wanted
        assert settings.apply(9, {1: 9, 2: 9}) and Settings(FOLDER, bundle=bundle).version == 9

    return cut_flash.at_every_cut(cut_flash.new_flash(BLOCKS), configure, check)


print(
    json.dumps(
        {
            "first start": cut_first_start(),
            "rows": cut_appends("weather", rows=20, settled=3, count=20),
            "full ring": cut_appends("weather", rows=60, settled=3, count=36),
            "full ring, settled": cut_appends("weather", rows=40, settled=38, count=40),
            "full ring of people": cut_appends("people", rows=60, settled=20, count=36),
            "settled": cut_settling("weather", rows=40, settled=30),
            "settled people": cut_settling("people", rows=40, settled=40),
            "state": cut_state(),
            "configurations": cut_configurations(),
        }
    )
)

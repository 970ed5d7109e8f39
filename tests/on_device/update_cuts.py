"""The power goes at every write of an update: what starts is whole, old or new, and the update goes on. On the VM only.

argv: a JSON file with the path of an image, the bytes of its head, its version, the modulus of its key in hex. Prints
the number of cuts, as JSON.
"""

import json
import sys
from hashlib import sha256

from stoep_firmware import boot, download
from stoep_firmware.updates import Updates
from stoep_protocol.image import parse_head, parse_manifest
from stoep_protocol.update import CRASHED, RUNS, report
from support import cut_flash

FOLDER = cut_flash.PLACE
BLOCKS = 96
PLATFORM = ("esp32", 6)
with open(sys.argv[1]) as file:
    PLAN = json.load(file)
with open(PLAN["image"], "rb") as file:
    IMAGE = file.read()
HEAD_BYTES = PLAN["head_bytes"]
NEW = PLAN["version"]
OLD = NEW - 1
KEYS = (int(PLAN["modulus"], 16),)
MANIFEST = parse_manifest(parse_head(IMAGE[:HEAD_BYTES])[1])
OLD_FILES = {}  # path -> content: the first file is the same in both
at = HEAD_BYTES
for entry in MANIFEST.files:
    content = IMAGE[at : at + entry.size_bytes]
    OLD_FILES[entry.path] = content if at == HEAD_BYTES else b"old" + content[:500]
    at += entry.size_bytes


def prepare():
    """A board that was flashed with the old version, and whose floor is noted."""
    for path, content in OLD_FILES.items():
        download._make_dirs(FOLDER + "/a/" + path)
        with open(FOLDER + "/a/" + path, "wb") as file:
            file.write(content)
    boot.write(FOLDER, boot.Choice("a", boot.NONE, 0, boot.NONE))
    start()


def start():
    """As the board starts: (slot, updates of the version in it). Every file of what starts is whole."""
    slot = boot.begin(FOLDER).active
    for entry in MANIFEST.files:
        wanted = entry.digest if slot == "b" else sha256(OLD_FILES[entry.path]).digest()
        assert download._digest(FOLDER + "/" + slot + "/" + entry.path) == wanted, (slot, entry.path)
    running = NEW if slot == "b" else OLD
    return slot, Updates(FOLDER, running=running, keys=KEYS, platform=PLATFORM, say=lambda line: None)


def fetch(updates):
    """The whole conversation about one update."""
    updates.offered(NEW, HEAD_BYTES)
    fetched = updates.download()
    while True:
        ask = fetched.next_ask()
        if ask is None:
            break
        fetched.take(IMAGE[ask.offset : ask.offset + ask.size], wanted=ask.size)
    assert fetched.outcome == RUNS
    updates.settle(NEW, fetched.outcome)


def update(done):
    """From the offer to the confirmed version."""
    slot, updates = start()
    assert slot == "a" and updates.value == report(OLD, RUNS)
    fetch(updates)
    done.append("switched")
    slot, updates = start()
    assert slot == "b" and updates.value == 0
    updates.slots.give_back()  # no Wi-Fi in this wake
    start()[1].confirm()
    done.append("confirmed")


def check_update(done):
    slot, updates = start()
    if "switched" in done:
        assert slot == "b"
    if "confirmed" in done:
        assert updates.value == report(NEW, RUNS)
    if slot == "a":
        assert updates.value == report(OLD, RUNS)
        fetch(updates)
        slot, updates = start()
    assert slot == "b"
    updates.confirm()
    slot, updates = start()
    assert slot == "b" and updates.value == report(NEW, RUNS)


def give_up(done):
    """Three starts that crash, and back."""
    for _ in range(3):
        assert start()[0] == "b"
        boot.write_crashes(FOLDER, boot.crashes(FOLDER) + 1)
        done.append("crash")
    slot, updates = start()
    assert slot == "a" and updates.value == report(NEW, CRASHED)
    done.append("noted")


def check_give_up(done):
    for _ in range(4):
        slot, updates = start()
        if slot == "a":
            break
        boot.write_crashes(FOLDER, boot.crashes(FOLDER) + 1)
    assert slot == "a" and updates.value == report(NEW, CRASHED)
    updates.offered(NEW, HEAD_BYTES)
    assert updates.wanted is None, "what was given up is never taken again"
    assert start()[0] == "a" and not updates.slots.is_on_trial


image = cut_flash.new_flash(BLOCKS)
cut_flash.run_on(image, prepare)
on_trial = bytearray(image)
updated = cut_flash.at_every_cut(image, update, check_update)
cut_flash.run_on(on_trial, lambda: fetch(start()[1]))
print(json.dumps({"update": updated, "give up": cut_flash.at_every_cut(on_trial, give_up, check_give_up)}))

"""Start the firmware in one of two slots; a version on trial that does not come up gives way to the one before.

`stoep device flash` puts this in the root of flash as stoep_boot.mpy. No update changes it, so it imports nothing of
stoep but what it starts, and the files `slot` and `crashes` keep their format for ever.
"""

import os
import sys
import time

TYPE_CHECKING = False  # the compat module lies in a slot, which is chosen here
if TYPE_CHECKING:
    from typing import NamedTuple

    class Choice(NamedTuple):
        """active: the slot that runs. before: the one to go back to while it is on trial, else "-". tries: left.

        failed: the slot that was given up, until its successor has taken note, else "-".
        """

        active: str
        before: str
        tries: int
        failed: str
else:
    from collections import namedtuple

    Choice = namedtuple("Choice", ("active", "before", "tries", "failed"))

SLOTS = ("a", "b")
NONE = "-"
TRIES = 3
_HOLD_S = 60
_WATCHDOG_MS = 120_000  # as hal.py's, which takes it over
_PAUSE_S = 10  # long enough to read the line, and for ^C to come through


def start() -> None:
    """What main.py calls. Comes back for a person at the keyboard only."""
    try:
        os.remove("hold")
        print("waiting for its new firmware; without it the board starts what it has in a minute")
        time.sleep(_HOLD_S)
    except OSError:
        pass
    except KeyboardInterrupt:  # before there is a watchdog, which could not be stopped any more
        return
    choice = begin("")
    _use("", choice.active)
    if choice.before != NONE:  # it may hang before it has a watchdog of its own
        import machine

        machine.WDT(timeout=_WATCHDOG_MS)
    try:
        from stoep_firmware.main import main

        main()
    except KeyboardInterrupt:
        print("stoep stopped; reset the board to start it again")
    except Exception as error:  # noqa: BLE001 - whatever it is, the next start may be the other slot's
        sys.print_exception(error)  # type: ignore[attr-defined]
        write_crashes("", crashes("") + 1)
        time.sleep(_PAUSE_S)
        sys.exit()  # a soft reset, which comes here again


def use(folder: str = "") -> str:
    """Put the active slot on the import path, for a program of the maker's. Returns it, "" where there is none."""
    choice = read(folder)
    if choice is None:
        return ""
    _use(folder, choice.active)
    return choice.active


def begin(folder: str) -> Choice:
    """What to start now. Takes one of the tries of a version on trial; without one left it is given up."""
    choice = read(folder) or Choice(_whole(folder), NONE, 0, NONE)
    if choice.before == NONE:
        return choice
    if choice.tries:
        taken = Choice(choice.active, choice.before, choice.tries - 1, NONE)
    else:
        taken = Choice(choice.before, NONE, 0, choice.active)
    try:
        write(folder, taken)
    except OSError:  # on a flash that refuses nothing counts its tries, so it gets none
        return Choice(choice.before, NONE, 0, choice.active)
    return taken


def read(folder: str) -> "Choice | None":
    """None when there is no such file, or it is damaged."""
    try:
        with open(path_in(folder, "slot")) as file:
            active, before, tries, failed = file.read(32).split()
    except (OSError, ValueError):
        return None
    if active not in SLOTS or not tries.isdigit():
        return None
    return Choice(active, before if before in SLOTS else NONE, int(tries), failed if failed in SLOTS else NONE)


def write(folder: str, choice: Choice) -> None:
    """By rename: after a power cut it is the old choice or the new one. OSError when the flash refuses."""
    active, before, tries, failed = choice
    replace(path_in(folder, "slot"), active + " " + before + " " + str(tries) + " " + failed + "\n")


def running(folder: str) -> str:
    """The slot that was put on the import path, "" where none was."""
    for path in sys.path:
        for slot in SLOTS:
            if path == folder + "/" + slot:
                return slot
    return ""


def is_on_trial(folder: str) -> bool:
    """Whether no gateway has answered the version that runs."""
    choice = read(folder)
    return choice is not None and choice.before != NONE


def crashes(folder: str) -> int:
    """How often in a row the firmware came to no orderly end."""
    try:
        with open(path_in(folder, "crashes")) as file:
            return int(file.read(8))
    except (OSError, ValueError):
        return 0


def write_crashes(folder: str, count: int) -> None:
    """Does nothing when the flash refuses: it is only an advice."""
    try:
        if count:
            replace(path_in(folder, "crashes"), str(min(count, 999)))
        elif crashes(folder):
            os.remove(path_in(folder, "crashes"))
    except OSError:
        pass


def replace(path: str, text: str) -> None:
    """By rename: after a power cut the file is the old one or the new one. OSError when the flash refuses."""
    with open(path + ".new", "w") as file:
        file.write(text)
    os.rename(path + ".new", path)


def _whole(folder: str) -> str:
    """The slot that has a firmware, where nothing says which one to start."""
    for slot in SLOTS:
        try:
            os.stat(path_in(folder, slot) + "/stoep_firmware/main.mpy")
            return slot
        except OSError:
            pass
    return SLOTS[0]


def _use(folder: str, slot: str) -> None:
    path = (folder or "") + "/" + slot
    if path not in sys.path:
        sys.path.insert(0, path)


def path_in(folder: str, name: str) -> str:
    """folder: "" on a board."""
    return folder + "/" + name if folder else name

"""Updates on this device: what is wanted, what runs on trial, and what became of the newest one (SPEC §10)."""

from binascii import crc32

from stoep_firmware import boot
from stoep_firmware.slots import Slots
from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.update import (
    CRASHED,
    OLDER,
    RUNS,
    UNREACHABLE,
    report,
    reported,
    version_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoep_firmware.download import Download


class Updates:
    """running: the version of this firmware. keys: moduli that may sign. value: what to report, 0: takes no updates.

    wanted: (version, bytes of its head) that the gateway offers and this device would take.
    """

    def __init__(
        self,
        data_dir: str,
        *,
        running: int,
        keys: "tuple[int, ...]",
        platform: "tuple[str, int]",
        say: "Callable[[str], None]",
    ) -> None:
        self.slots = Slots(data_dir)
        self.wanted: "tuple[int, int] | None" = None
        self._is_news = False
        self._data_dir = data_dir
        self._running = running
        self._keys = keys
        self._platform = platform
        self._say = say
        self._is_on = self.slots.is_there and len(keys) > 0
        self._floor, self._told, self._barred = self._load()
        try:
            if self.slots.failed:
                self._note_failed()
            elif not self.slots.is_on_trial:
                self._note_running()
        except OSError:  # flash refuses: it holds for this start, and the next one notes it again
            pass

    @property
    def value(self) -> int:
        """As it travels; 0 also while the version that runs has yet to prove itself."""
        return 0 if self.slots.is_on_trial or not self._is_on else self._told

    def take_news(self) -> bool:
        """Whether value has changed since this was asked last."""
        is_news, self._is_news = self._is_news, False
        return is_news

    def offered(self, version: int, head_bytes: int) -> None:
        """The gateway has this one for us. OSError when the flash refuses."""
        if not self._is_on or self.slots.is_on_trial:
            return
        barred, outcome = reported(self._barred)
        if version == self._running:
            self._tell(report(version, RUNS))
        elif version == barred:
            self._tell(report(version, outcome))
        elif version <= self._floor:
            self.settle(version, OLDER)
        else:
            self.wanted = (version, head_bytes)

    def download(self) -> "Download | None":
        """What is wanted, ready to be asked for."""
        if self.wanted is None:
            return None
        from stoep_firmware.download import Download  # 20 KB of heap that a day without an update never needs

        version, head_bytes = self.wanted
        return Download(
            slot=boot.path_in(self._data_dir, self.slots.other),
            have=boot.path_in(self._data_dir, self.slots.active),
            version=version,
            head_bytes=head_bytes,
            keys=self._keys,
            platform=self._platform,
        )

    def settle(self, version: int, outcome: int) -> None:
        """It ends here: RUNS switches to it at the next start. OSError when the flash refuses."""
        self.wanted = None
        name = "update " + version_text(version)
        if outcome == RUNS:
            self.slots.switch()
            self._say(name + " is whole: the board restarts with it")
            return
        from stoep_firmware.update_words import WHY  # a KB that few days need

        self._tell(report(version, outcome))
        self._say(name + " " + WHY[outcome])

    def confirm(self) -> None:
        """A gateway has answered: the version on trial stays. OSError when the flash refuses."""
        if not self.slots.is_on_trial:
            return
        self.slots.stay()
        self._note_running()
        self._say("update " + version_text(self._running) + " runs: the gateway has answered")

    def _note_failed(self) -> None:
        from stoep_firmware.download import version_in

        version = version_in(boot.path_in(self._data_dir, self.slots.failed))
        outcome = CRASHED if boot.crashes(self._data_dir) else UNREACHABLE
        if version:
            self._barred = report(version, outcome)
            self.settle(version, outcome)
        self.slots.stay()
        boot.write_crashes(self._data_dir, 0)  # last: the reason is read from it

    def _note_running(self) -> None:
        """What runs and is no trial is the floor; and the news, unless a higher one was refused."""
        if not self._is_on:
            return
        version, outcome = reported(self._told)
        is_raised = self._running > self._floor
        self._floor = max(self._floor, self._running)
        if is_raised or self._running > version or (outcome == RUNS and version != self._running):
            self._tell(report(self._running, RUNS))

    def _tell(self, value: int) -> None:
        self._told = value
        self._is_news = True
        self._save()

    def _load(self) -> "tuple[int, int, int]":
        try:
            with open(boot.path_in(self._data_dir, "update")) as file:
                text = file.read(60).strip()
            floor, told, barred, crc = [int(part) for part in text.split(" ")]
        except (OSError, ValueError):
            return 0, 0, 0
        return (floor, told, barred) if crc == _crc(floor, told, barred) else (0, 0, 0)

    def _save(self) -> None:
        numbers = (self._floor, self._told, self._barred)
        text = " ".join([str(number) for number in numbers + (_crc(*numbers),)])
        boot.replace(boot.path_in(self._data_dir, "update"), text)


def _crc(floor: int, told: int, barred: int) -> int:
    return crc32((str(floor) + " " + str(told) + " " + str(barred)).encode()) & 0x3FFFFFFF

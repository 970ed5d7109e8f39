"""The version on trial: which tries it has used up, and when it has passed."""

from stoep_firmware import boot
from stoep_protocol.compat import TYPE_CHECKING

if TYPE_CHECKING:
    from stoep_firmware.boot import Choice


class Slots:
    """is_there: the board was flashed with two slots, so that it can take updates."""

    def __init__(self, data_dir: str) -> None:
        self._data_dir = data_dir
        choice = boot.read(data_dir)
        self.is_there = choice is not None
        self._choice: "Choice" = choice or boot.Choice("a", boot.NONE, 0, boot.NONE)
        if boot.running(data_dir) == self._choice.before:  # flash refused to note that the other one was given up
            self._choice = boot.Choice(self._choice.before, boot.NONE, 0, self._choice.active)
        self._is_trying = self.is_on_trial  # the start itself took a try

    @property
    def is_on_trial(self) -> bool:
        """No gateway has answered this version yet."""
        return self._choice.before != boot.NONE

    @property
    def active(self) -> str:
        """The slot that runs."""
        return self._choice.active

    @property
    def other(self) -> str:
        """The slot for the next version."""
        return boot.SLOTS[1 - boot.SLOTS.index(self._choice.active)]

    @property
    def failed(self) -> str:
        """The slot that was given up, "" when none was."""
        return "" if self._choice.failed == boot.NONE else self._choice.failed

    def try_again(self) -> bool:
        """Before a conversation: a try is out for it. False: there is none left, only a restart helps."""
        if not self.is_on_trial or self._is_trying:
            return True
        if not self._choice.tries:
            return False
        self._is_trying = True
        self._count(self._choice.tries - 1)
        return True

    def give_back(self) -> None:
        """It was no fault of the version's: there was no Wi-Fi, or nothing to send."""
        if self.is_on_trial and self._is_trying:
            self._is_trying = False
            self._count(min(self._choice.tries + 1, boot.TRIES))

    def fail(self) -> None:
        """The try is used up."""
        self._is_trying = False

    def stay(self) -> None:
        """A gateway has answered this version; or the one that failed is noted elsewhere. OSError: flash refuses it."""
        self._write(self._choice.active, boot.NONE, 0)

    def switch(self) -> None:
        """From the next start on the other slot is on trial. OSError when the flash refuses."""
        self._write(self.other, self.active, boot.TRIES)

    def _count(self, tries: int) -> None:
        try:
            self._write(self._choice.active, self._choice.before, tries)
        except OSError:  # rows go out all the same; the next start gives it up if flash still refuses
            pass

    def _write(self, active: str, before: str, tries: int) -> None:
        choice = boot.Choice(active, before, tries, boot.NONE)
        boot.write(self._data_dir, choice)
        self._choice = choice

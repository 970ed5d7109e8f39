"""What is wrong right now, in one line each, for /healthz and the log."""

import logging

from stoep_gateway.forward.forwarder import ForwardState
from stoep_gateway.journal.errors import DiskFullError
from stoep_gateway.supervise.disk_room import DiskRoom

_LOG = logging.getLogger("stoep.gateway")
_LEDGER_SHUT = (
    "ledger: a device knows more than this gateway, which was put back from an older copy; people counts wait on the"
    " devices: stop the gateway and run stoep ledger recover"
)


class Health:
    """Told of every change; logs each once. A failing back-end is worth a line but no ill health: its data waits."""

    def __init__(self) -> None:
        self.journal_error = ""
        self.is_disk_full = False
        self.warning = ""
        self.is_ledger_shut = False
        self.link_up = False
        self.backend_errors: dict[str, str] = {}
        self._damaged: dict[str, int] = {}

    def link(self, line: str, *, up: bool) -> None:
        """The broker connection came or went."""
        self.link_up = up
        _LOG.log(logging.INFO if up else logging.WARNING, "%s", line)

    def journal_failed(self, error: Exception) -> None:
        """A commit did not succeed and is tried again."""
        if str(error) != self.journal_error:
            _LOG.error("%s", error)
        self.journal_error = str(error)
        self.is_disk_full = isinstance(error, DiskFullError)

    def journal_works(self) -> None:
        """A commit succeeded."""
        if self.journal_error:
            _LOG.info("journal: commits succeed again")
        self.journal_error = ""
        self.is_disk_full = False

    def room(self, room: DiskRoom) -> None:
        """Looked at every few seconds; told when the room gets short."""
        if room.warning and not self.warning:
            _LOG.warning("%s", room.warning)
        self.warning = room.warning

    def ledger(self, *, is_shut: bool) -> None:
        """Whether people counts wait for `stoep ledger recover`."""
        if is_shut and not self.is_ledger_shut:
            _LOG.error("%s", _LEDGER_SHUT)
        self.is_ledger_shut = is_shut

    def backend(self, state: ForwardState) -> None:
        """A back-end failed, or works again."""
        before = self.backend_errors.get(state.backend, "")
        if state.error and state.error != before:
            _LOG.warning("%s", state.error)
        if before and not state.error:
            _LOG.info("back-end %s: works again", state.backend)
        if state.damaged > self._damaged.get(state.backend, 0):
            _LOG.error(
                "back-end %s: %d observations of damaged entries are withheld (damaged) since the start: look for a"
                " failing disk, stoep journal verify tells which",
                state.backend,
                state.damaged,
            )
        self._damaged[state.backend] = state.damaged
        self.backend_errors[state.backend] = state.error

    @property
    def disk(self) -> str:
        """For the pages: "ok", "tight" or "full"."""
        if self.is_disk_full:
            return "full"
        return "tight" if self.warning else "ok"

    @property
    def findings(self) -> tuple[str, ...]:
        """Empty: healthy."""
        link = "" if self.link_up else "broker: not connected"
        ledger = _LEDGER_SHUT if self.is_ledger_shut else ""
        return tuple(line for line in (link, self.journal_error, ledger) if line)

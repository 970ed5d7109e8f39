"""The virtual board's serial console: MicroPython's prompt, raw mode and raw paste, as mpremote speaks with them.

Source: docs.micropython.org/en/latest/reference/repl.html ("Raw mode and raw-paste mode").
"""

import io
import select
import sys
import termios

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.virtual_board import endings, power

if TYPE_CHECKING:
    from typing import Any, NoReturn

_ISIG = const(1)
_NOFLSH = const(0o200)
_OPOST_ONLCR = const(0o5)
_WINDOW = const(128)
_HERE = "virtual_board/console.py"
_RAW_BANNER = b"raw REPL; CTRL-B to exit\r\n"


class Console:
    """Reads bytes of the terminal. ^C interrupts what runs, and nothing else."""

    def __init__(self, namespace: "dict[str, Any]") -> None:
        self._globals = namespace
        self._out: "Any" = sys.stdout.buffer
        self._in: "Any" = sys.stdin.buffer
        self._poll = select.poll()
        self._poll.register(sys.stdin, select.POLLIN)
        self._attributes = termios.tcgetattr(0)
        self.listen_for(-1)

    def serve(self, *, is_raw: bool) -> "NoReturn":
        """Until the board is reset."""
        while True:
            is_raw = self._raw() if is_raw else self._friendly()

    def run_file(self, name: str) -> None:
        """One of the files that run at boot, if it is there."""
        try:
            with open(name) as file:
                source = file.read()
        except OSError:
            return
        error = self._run(source, name=name, mode="exec")
        if error:
            self._out.write(error.replace("\n", "\r\n"))

    def listen_for(self, char: int) -> None:
        """Whether ^C interrupts what runs: -1 means no, and that every byte is to pass as it is, both ways."""
        if char < 0:
            self._set(0, 0)
        else:
            self._set(_ISIG | _NOFLSH, _OPOST_ONLCR)

    def _run(self, source: str, *, name: str, mode: str) -> str:
        """What it died of, "" if it came to its end."""
        self.listen_for(3)
        try:
            exec(compile(source, name, mode), self._globals)  # noqa: S102 - a prompt
        except SystemExit as end:
            if end.args and end.args[0] in (endings.RESET, endings.DEEP_SLEEP, endings.SOFT_RESET):
                raise
            self._soft_reset(endings.SOFT_RESET)
        except BaseException as error:  # noqa: BLE001 - whatever was typed
            return _traceback(error)
        finally:
            self.listen_for(-1)
        return ""

    def _soft_reset(self, code: int) -> "NoReturn":
        self._out.write(b"MPY: soft reboot\r\n")
        sys.exit(code)

    def _raw(self) -> bool:
        """False: to the friendly prompt."""
        self._out.write(_RAW_BANNER + b">")
        source = bytearray()
        while True:
            byte = self._byte()
            if byte == b"\x01":
                self._out.write(_RAW_BANNER + b">")
                source = bytearray()
            elif byte == b"\x02":
                self._out.write(b"\r\n")
                return False
            elif byte == b"\x03":
                source = bytearray()
            elif byte == b"\x04":
                self._out.write(b"OK")
                if not source:
                    self._out.write(b"\r\n")
                    self._soft_reset(endings.SOFT_RESET_TO_RAW)
                self._answer(source)
                source = bytearray()
            elif byte == b"\x05" and not source:
                self._paste()
            else:
                source += byte

    def _paste(self) -> None:
        """A and 1 ask for it. Then the sender may send as much as there is room for: _WINDOW more for each 1 we say."""
        if self._byte() != b"A" or self._byte() != b"\x01":
            self._out.write(b"R\x00")
            return
        self._out.write(b"R\x01" + bytes([_WINDOW, 0, 1]))
        source, room = bytearray(), 2 * _WINDOW
        while True:
            byte = self._byte()
            if byte in (b"\x03", b"\x04"):
                self._out.write(b"\x04")
                if byte == b"\x04":
                    self._answer(source)
                return
            source += byte
            room -= 1
            if room <= _WINDOW:
                room += _WINDOW
                self._out.write(b"\x01")

    def _answer(self, source: bytearray) -> None:
        error = self._run(str(source, "utf-8"), name="<stdin>", mode="exec")
        self._out.write("\x04" + error.replace("\n", "\r\n") + "\x04>")

    def _friendly(self) -> bool:
        """True: to the raw prompt."""
        implementation: "Any" = sys.implementation
        version = ".".join([str(number) for number in implementation[1][:3]])
        self._out.write("MicroPython v" + version + "; stoep virtual board with ESP32\r\n")
        self._out.write(b'Type "help()" for more information.\r\n')
        while True:
            source = self._line(">>> ")
            if source is None:
                return True
            if source.rstrip().endswith(":"):
                more = self._line("... ")
                while more:
                    source += "\n" + more
                    more = self._line("... ")
            if source.strip():
                error = self._run(source, name="<stdin>", mode="single")
                self._out.write(error.replace("\n", "\r\n"))

    def _line(self, prompt: str) -> "str | None":
        """What was typed; None: ^A."""
        self._out.write(prompt)
        line = ""
        while True:
            byte = self._byte()
            if byte == b"\x01":
                return None
            if byte == b"\x03":
                self._out.write("\r\n" + prompt)
                line = ""
            elif byte == b"\x04" and not line:
                self._out.write(b"\r\n")
                self._soft_reset(endings.SOFT_RESET)
            elif byte in (b"\r", b"\n"):
                self._out.write(b"\r\n")
                return line
            elif byte in (b"\x08", b"\x7f"):
                if line:
                    line = line[:-1]
                    self._out.write(b"\x08 \x08")
            elif byte >= b" " or byte == b"\t":
                line += chr(byte[0]) if byte < b"\x80" else "?"
                self._out.write(byte)

    def _byte(self) -> bytes:
        while not self._poll.poll(power.now.idle_ms(1000)):
            power.now.look()
        byte: bytes = self._in.read(1)
        if not byte:
            sys.exit(endings.POWER_CUT)  # the host is gone
        return byte

    def _set(self, local: int, output: int) -> None:
        attributes = self._attributes[:]
        attributes[0], attributes[1], attributes[3] = 0, output, local
        termios.tcsetattr(0, termios.TCSANOW, attributes)


def _traceback(error: BaseException) -> str:
    """As on the board, which has no console of ours below what runs."""
    text: "Any" = io.StringIO()
    sys.print_exception(error, text)  # type: ignore[attr-defined]
    lines = text.getvalue().split("\n")
    return "\n".join([line for line in lines if _HERE not in line])

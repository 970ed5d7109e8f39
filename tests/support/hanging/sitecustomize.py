"""Put this folder on a child's PYTHONPATH: SIGUSR1 hangs its event loop, SIGUSR2 its journal's thread, for ever."""

import signal
import threading
from types import FrameType

_hangs = threading.Event()
_never = threading.Event()


def _hang_loop(_number: int, _frame: FrameType | None) -> None:
    _never.wait()


def _hang_journal(_frame: FrameType, event: str, _argument: object) -> None:
    if _hangs.is_set() and threading.current_thread().name.startswith("journal"):
        _never.wait()


threading.setprofile(_hang_journal)  # is called in every thread at every call
signal.signal(signal.SIGUSR1, _hang_loop)
signal.signal(signal.SIGUSR2, lambda _number, _frame: _hangs.set())

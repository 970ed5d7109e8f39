"""Virtual boards for one test: what `stoep board` gives a maker."""

from contextlib import ExitStack
from pathlib import Path

from stoep_simulators.commands.board_place import place_of, week_around
from stoep_simulators.virtual_board.host import VirtualBoard


class Boards:
    """Call it for a board; all are off after `close`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened = ExitStack()
        self._count = 0

    def __call__(self, *sensors: str, seed: int = 1) -> VirtualBoard:
        """With these sensors, as `stoep board --sensor`; its `port` is for mpremote, `power_cut()` for worse.

        ValueError: no kind of node has all of them; FileNotFoundError: no MicroPython VM here.
        """
        profile, wired = place_of(sensors)
        self._count += 1
        home = self._folder / f"board-{self._count}"
        home.mkdir(parents=True)
        board = VirtualBoard(home, sensors=wired, tape=week_around(profile, folder=home, seed=seed), seed=seed)
        return self._opened.enter_context(board)

    def close(self) -> None:
        """Supply off."""
        self._opened.close()

"""A board on the MicroPython VM beside a spine's gateway; each life is a power-on that goes on where time stood."""

import re
import shutil
from pathlib import Path
from typing import Any

from stoep_firmware import last_trouble
from stoep_firmware.state import State
from stoep_simulators.vm.vm_node import Phase, VmNode
from support.due_windows import CountedRow
from support.spine import SAMPLE_S, START_S, Spine
from support.waiting import until

_FIRST_WORD_S = 60  # a power-on sends at once
_SOIL_TRIES_S = 1_800  # a board that sleeps tries again at a row
_RETRY_MAX_S = 1_250  # a counter: 900 s and a quarter, to the next row


class Board:
    """What all kinds have in common."""

    def __init__(
        self, spine: Spine, home: str, *, bundle: dict[str, Any], compiled: Path, seed: int = 0, now_s: int = START_S
    ) -> None:
        """home: its flash. seed: another seed is another board id."""
        self.name: str = bundle["device"]
        self.now_s = now_s  # its own world's; the gateway tells it the time
        self._spine = spine
        self._node = VmNode(spine.folder / home, bundle=bundle, tape=spine.tape, seed=seed, import_path=compiled)
        self._flash = self._node.home / "flash"
        self._on_s = now_s
        self._stages: list[tuple[Path, int]] = []  # still to come: the gate, and how long it is away before it connects
        self._gates = 0

    @property
    def said(self) -> str:
        return self._node.said()

    @property
    def last_trouble(self) -> str:
        """Why its last conversation failed, by its flash: what `stoep device doctor` reads."""
        return last_trouble.read(str(self._flash))

    @property
    def rows_before_talk(self) -> int:
        """How many rows it had taken when it last connected in this power-on, by what it said."""
        said = self.said
        kept = re.findall(r"^row (\d+) kept", said[: said.rindex("phase talk\n")], flags=re.MULTILINE)
        return int(kept[-1])

    @property
    def settled(self) -> int:
        """The last row of its present life that it knows to be settled, by its flash."""
        state = self._state()
        return state.settled - state.base

    async def power_on(self) -> None:
        """With a network, waits skipped, until `cut_power`."""
        await self._start(("online", self.now_s + 2 * SAMPLE_S))
        self.now_s += 2 * SAMPLE_S

    async def cut_power(self) -> None:
        await self._node.kill()
        self._note_end()

    async def set_out(self, *stages_s: int, is_told_first: bool = True) -> None:
        """Power on. It is away for each of these times, with a `meet` after each; power off after the last.

        is_told_first: one conversation before it goes, in which it is told the time.
        """
        phases: list[Phase] = []
        if is_told_first:
            phases += [("connect", self.now_s + _FIRST_WORD_S), ("talk", None)]
        limit_s = _FIRST_WORD_S
        until_s = self.now_s + limit_s
        for number, away_s in enumerate(stages_s):
            gate = self._node.home / f"gate-{self.now_s}-{number}"
            longest_s = limit_s + away_s  # what it did not need to connect the last time, it is away longer
            limit_s = self._connects_s(longest_s)
            phases += [("offline", until_s + away_s), ("gate", str(gate)), ("connect", until_s + away_s + limit_s)]
            phases += [("talk", None)]
            until_s += away_s + limit_s
            self._stages.append((gate, longest_s + limit_s))
        self._gates = self._heard_gates()
        await self._start(*phases)
        self.now_s = until_s

    async def reach(self) -> None:
        """It comes into reach: the gateway's clock has gone on meanwhile, so nothing is ahead of it."""
        gate, away_s = self._stages.pop(0)
        await self._until_gate()
        self._gates += 1
        self._spine.clock.go_on(away_s)
        gate.touch()

    async def part(self) -> None:
        """Until the conversation is over."""
        if self._stages:
            await self._until_gate()
        else:
            await self._end()

    async def meet(self) -> None:
        """`reach`, then `part`."""
        await self.reach()
        await self.part()

    def copy_flash(self) -> Path:
        copy = self._node.home / "image"
        shutil.copytree(self._flash, copy)
        return copy

    def restore_flash(self, image: Path) -> None:
        shutil.rmtree(self._flash)
        image.rename(self._flash)

    def _connects_s(self, _away_s: int) -> int:
        """Until it has tried to connect once it is back, at the latest."""
        return _SOIL_TRIES_S

    def _note_end(self) -> None:
        """A life is over."""

    def _state(self) -> State:
        return State(str(self._flash / "outbox" / "state"))

    async def _start(self, *phases: Phase) -> None:
        self._on_s = self.now_s
        await self._node.start(*phases, start_s=self.now_s)

    async def _end(self) -> None:
        code = await self._node.wait()
        assert code == 0, self.said[-2_000:]
        self._note_end()

    def _heard_gates(self) -> int:
        return self.said.count("phase gate\n")

    async def _until_gate(self) -> None:
        def is_there() -> bool:
            assert self._node.is_running, self.said[-2_000:]
            return self._heard_gates() > self._gates

        await until(is_there, what="the board is back")


class SoilBoard(Board):
    """What it measures rises, so each row has its own value."""

    @property
    def values(self) -> list[int]:
        """Of every row that it has kept, over all its lives."""
        return [row.values[0] or 0 for row in self._node.rows()]

    async def live(self, *, away_s: int = 3 * 3_600, online_s: int = 1_800) -> None:
        """Power-on without a network, then with one; power off after a conversation.

        Not at a moment: a row kept just before it would have no conversation any more.
        """
        away_until_s = self.now_s + away_s + SAMPLE_S // 2
        until_s = away_until_s + online_s
        limit_s = until_s + _SOIL_TRIES_S
        await self._start(("offline", away_until_s), ("online", until_s), ("connect", limit_s), ("talk", None))
        self.now_s = limit_s
        await self._end()


class CountingBoard(Board):
    """Two beams across a path; it counts whoever passes, a row a minute."""

    def __init__(
        self, spine: Spine, home: str, *, bundle: dict[str, Any], compiled: Path, seed: int = 0, now_s: int = START_S
    ) -> None:
        super().__init__(spine, home, bundle=bundle, compiled=compiled, seed=seed, now_s=now_s)
        self._rows: list[CountedRow] = []
        self._logged = 0

    @property
    def rows(self) -> list[CountedRow]:
        """Every row of the lives that are over, by its own log and as it dates them in the end, if it ever could."""
        return list(self._rows)

    async def live(self, *, away_s: int = 3 * 3_600, is_told_first: bool = True) -> None:
        """Power-on in reach, away, in reach again; power off after a conversation."""
        await self.set_out(away_s, is_told_first=is_told_first)
        await self.meet()

    def _connects_s(self, away_s: int) -> int:
        return min(2 * away_s + 160, _RETRY_MAX_S)

    def _note_end(self) -> None:
        state = self._state()
        offset_s = state.offset_s(state.boot)
        logged = self._node.rows()
        for row in logged[self._logged :]:
            end_s = row.time_s
            if end_s is None and offset_s is not None:
                end_s = row.at_s - self._on_s + offset_s
            if end_s is not None:
                entered, left = row.values
                self._rows.append(CountedRow(end_s=end_s, entered=entered or 0, left=left or 0))
        self._logged = len(logged)

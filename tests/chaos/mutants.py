"""Each mutant of the gateway meets the fault that it cannot stand: the harness must find it."""

import asyncio
import random
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from chaos.directed import change_settings, fill_the_disk, put_back_old_books
from chaos.faults import go_through
from chaos.plan import Fault, Phase
from chaos.preload.kill_points import POINTS
from chaos.town import STUCK, town
from chaos.verdict import Verdict
from support.waiting import LIMIT_S

_BESIDE = 3  # at a time
_PATIENCE_S = 15.0  # what never settles or arrives is a finding: no need to wait for long
_SHOWN = 90  # characters of a finding
_BOOKS = "old books"
_DISK = "disk"
_SETTINGS = "settings"
SCENARIOS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "settled-before-the-commit": ("before-release",),
        "seen-told-as-settled": ("before-release",),
        "cursor-before-the-delivery": ("before-delivery-files",),
        "floor-outside-the-transaction": ("in-commit",),
        "epoch-used-again": ("after-commit",),
        "counts-without-the-present-epoch": (_BOOKS,),
        "release-without-its-ledger-row": ("after-commit",),
        "second-delivery-not-deduplicated": ("after-delivery-files",),
        "full-disk-told-as-settled": (_DISK,),
        "new-backend-without-what-is-held": (_SETTINGS,),
        "": (
            "before-release",
            "in-commit",
            "after-commit",
            "before-delivery-files",
            "after-delivery-files",
            _BOOKS,
            _DISK,
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """name: "" is the gateway as it is, which must not be caught by any of these scenarios."""

    name: str
    verdict: Verdict = field(default_factory=Verdict)
    broke_off: str = ""

    @property
    def is_right(self) -> bool:
        """Caught by what it did, not by a scenario that could not be played, or by having waited too short."""
        return not self.broke_off and (bool(self._proofs) if self.name else self.verdict.is_clean)

    @property
    def line(self) -> str:
        """How it went."""
        if not self.name:
            return f"no mutant: {'all is well' if self.is_right else 'FOUND'}"
        return f"mutant {self.name}: {f'caught: {self._proofs[0][:_SHOWN]}' if self.is_right else 'NOT CAUGHT'}"

    @property
    def _proofs(self) -> list[str]:
        return [finding for finding in self.verdict.findings if f" at {STUCK}:" not in finding]


async def mutants(folder: Path, *, seed: str, disk: Path | None) -> list[Mutant]:
    """All of them, in the order of SCENARIOS; without a disk, those that do not need one."""
    beside = asyncio.Semaphore(_BESIDE)

    async def one(name: str) -> Mutant:
        async with beside:
            try:
                found = await _run(folder / (name or "none"), name=name, seed=seed, disk=disk)
                mutant = Mutant(name=name, verdict=found)
            except Exception:  # noqa: BLE001 - whatever it is, the other mutants go on
                mutant = Mutant(name=name, broke_off=traceback.format_exc())
            print(mutant.line, flush=True)
            return mutant

    names = [name for name, scenario in SCENARIOS.items() if disk or scenario != (_DISK,)]
    return list(await asyncio.gather(*map(one, names)))


async def _run(folder: Path, *, name: str, seed: str, disk: Path | None) -> Verdict:
    source = random.Random(f"{seed}/{name}")
    found = Verdict()
    strikes = tuple(Fault(at_s=0.0, kind="point", target=at, passes=2) for at in SCENARIOS[name] if at in POINTS)
    async with town(
        folder,
        seed=seed,
        broker="nats",
        devices=("tuin-1", "telpunt-1"),
        has_city=_SETTINGS in SCENARIOS[name],
        mutant=name,
        disk=disk,
        patience_s=_PATIENCE_S if name else LIMIT_S,
    ) as made:
        if strikes:
            phase = Phase(name=name, lasts_s=0.0, faults=strikes, in_turn=True)
            found.add(await go_through(made, phase, source=source))
        if _BOOKS in SCENARIOS[name]:
            made.take_rows(25)
            found.add(await made.calm())
            found.add(await put_back_old_books(made, source=source))
        if _DISK in SCENARIOS[name] and disk:
            found.add(await fill_the_disk(made))
        if _SETTINGS in SCENARIOS[name]:
            found.add(await change_settings(made))
        return found

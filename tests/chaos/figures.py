"""What a run adds up to, and the file that says it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from chaos.verdict import Verdict

if TYPE_CHECKING:
    from chaos.mutants import Mutant


@dataclass(slots=True, kw_only=True)
class Figures:
    """Of one round or of all of them. rows: taken by devices. found_in: rounds with findings."""

    sigkills: int = 0
    phases: int = 0
    rows: int = 0
    verdict: Verdict = field(default_factory=Verdict)
    found_in: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return self.verdict.is_clean

    def add_phase(self, name: str, found: Verdict, *, took_s: float) -> None:
        """Says at once how it went."""
        self.phases += 1
        self.verdict.add(found)
        word = "all is well" if found.is_clean else "FOUND"
        print(f"{name}: {word}, {took_s:.0f} s", *found.findings, sep="\n  ", flush=True)

    def add(self, other: "Figures") -> None:
        self.sigkills += other.sigkills
        self.phases += other.phases
        self.rows += other.rows
        self.verdict.add(other.verdict)
        self.found_in += other.found_in


def write_json(path: Path, *, seed: int, figures: Figures, mutants: "list[Mutant]") -> None:
    """The mutants without the gateway as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "seed": seed,
        "sigkills": figures.sigkills,
        "phases": figures.phases,
        "rows": figures.rows,
        "lost": figures.verdict.lost,
        "doubled": figures.verdict.doubled,
        "unaccounted": figures.verdict.unaccounted,
        "mutants": [{"name": mutant.name, "caught": mutant.is_right} for mutant in mutants if mutant.name],
    }
    path.write_text(json.dumps(content, indent=1) + "\n")

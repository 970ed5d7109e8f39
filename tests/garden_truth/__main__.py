"""`make garden-truth`: estimates and advice against simulated gardens. Writes build/garden.json; fails below a bar.

`--seeds N`: sets of thirty gardens; `--first N`: the first one's seed; `--rule NAME`: a simpler rule in the product's
place, to see which bars it fails.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from garden_truth.bars import BARS, failed
from garden_truth.cases import GARDENS
from garden_truth.score import by_fault, figures
from garden_truth.sets import Told, together, told_sets
from garden_truth.told import RULES

BUILD = Path("build")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m garden_truth", description=__doc__)
    parser.add_argument("--seeds", type=int, default=4, help="sets of thirty gardens (default: %(default)s)")
    parser.add_argument("--first", type=int, default=1, help="seed of the first set (default: %(default)s)")
    parser.add_argument("--rule", choices=list(RULES), default="product", help="(default: %(default)s)")
    asked = parser.parse_args(arguments)
    seeds = range(asked.first, asked.first + asked.seeds)
    begun_s = time.monotonic()
    sets: list[Told] = []
    for seed, told in zip(seeds, told_sets(seeds, rule=asked.rule), strict=True):
        sets.append(told)
        print(
            f"seed {seed}: {len(told.product)} garden-years, {time.monotonic() - begun_s:.0f} s",
            file=sys.stderr,
            flush=True,
        )
    whole = together(sets)
    each = [told.figures() for told in sets]
    found = whole.figures()
    beside = {"class_table": figures(whole.class_table), "linear": figures(whole.linear)}
    missed = failed(found)
    BUILD.mkdir(exist_ok=True)
    (BUILD / "garden.json").write_text(
        json.dumps(
            {
                "rule": asked.rule,
                "seeds": list(seeds),
                "garden_years": len(whole.product),
                "figures": _rounded(found),
                "each_seed": [_rounded(one) for one in each],
                "beside": {name: _rounded(one) for name, one in beside.items()},
                "faults": by_fault(whole.product),
                "failed": list(missed),
            },
            indent=1,
        )
        + "\n"
    )
    _table(found, each=each, beside=beside["class_table"])
    print(
        f"{asked.seeds} sets of {GARDENS} gardens, a dry and a wet year each: {len(whole.product)} garden-years, "
        f"{time.monotonic() - begun_s:.0f} s; {BUILD / 'garden.json'}"
    )
    if missed:
        print(f"below the bar: {', '.join(missed)}")
    return 1 if missed else 0


def _table(found: dict[str, float], *, each: list[dict[str, float]], beside: dict[str, float]) -> None:
    print(f"{'':<28}{'all':>7}{'bar':>8}{'aim':>8}   {'sets, lowest to highest':<24}{'class table':>12}")
    for name, figure in found.items():
        values = sorted(value for one in each if (value := one[name]) == value)
        spread = f"{values[0]:.3f} - {values[-1]:.3f}" if values else "-"
        other = f"{beside[name]:.3f}" if name in beside else ""
        bar = BARS.get(name)
        if bar is None:
            print(f"{name:<28}{figure:>7.3f}{'':>16}   {spread:<24}{other:>12}")
            continue
        sign = "≤" if bar.most else "≥"
        word = "aim" if bar.reaches_aim(figure) else "holds" if bar.holds(figure) else "FAILS"
        bars = f"{sign:>4}{bar.bar:>4.2f}{sign:>4}{bar.aim:>4.2f}"
        print(f"{name:<28}{figure:>7.3f}{bars}   {spread:<24}{other:>12}   {word}")


def _rounded(found: dict[str, float]) -> dict[str, float | None]:
    return {name: round(value, 4) if value == value else None for name, value in found.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

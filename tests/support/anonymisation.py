"""The figures and the picture of docs/anonymisation.md, written by `make reference`."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from stoep_gateway.accuracy import CERTAIN, OFTEN, best_guess, releases_until_seen, standard_deviation
from stoep_gateway.anonymise.policy import Policy
from stoep_gateway.commands.privacy_utility import COUNTS, EPSILONS, percent, utilities
from stoep_gateway.relinked import RELINKED
from support.beach_day import days
from support.blocks import filled
from support.day_picture import picture
from support.repository import ROOT

PAGE = ROOT / "docs/anonymisation.md"
PICTURE = ROOT / "docs/images/beach-day.svg"

_DEFAULT = Policy()
_WEEK = 7


def written() -> Iterator[tuple[Path, str]]:
    """Every file with the text that it should have."""
    yield PICTURE, picture(list(days()))
    yield (
        PAGE,
        filled(
            PAGE.read_text(), {"utility": _utility(), "claims": _claims(), "sums": _sums(), "relinked": _relinked()}
        ),
    )


def _utility() -> str:
    rows = utilities(k=_DEFAULT.k)
    errors, hidden = [], []
    for epsilon in EPSILONS:
        own = [row for row in rows if row.epsilon_per_crossing == epsilon]
        first = [epsilon, f"±{own[0].expected_error:.2f}", f"±{own[0].half_width_95}"]
        errors.append([*first, *(f"{percent(row.expected_error_share)} %" for row in own)])
        hidden.append([epsilon, *(f"{percent(row.hidden_share)} %" for row in own)])
    counts = [f"{count:,}" for count in COUNTS]
    return "\n".join(
        [
            *_table(["ε/C", "expected error", "95 % within", *(f"error at {count}" for count in counts)], errors),
            "",
            *_table(["ε/C", *(f"hidden at {count}" for count in counts)], hidden),
        ]
    )


def _claims() -> str:
    assert _DEFAULT.epsilon is not None
    a_crossing = _DEFAULT.epsilon / _DEFAULT.contribution
    rows = [
        ("one crossing", a_crossing),
        ("in and out, once", 2 * a_crossing),
        ("in and out once a day, for a week", 2 * _WEEK * a_crossing),
        ("eight crossings in a day", OFTEN * a_crossing),
        (f"{_DEFAULT.contribution} crossings in each window of a day", _DEFAULT.windows_per_day * _DEFAULT.epsilon),
    ]
    return "\n".join(_table(["what somebody did", "ε", "best guess right"], [_claim(*row) for row in rows]))


def _claim(what: str, epsilon: Fraction) -> list[str]:
    share = 100 * best_guess(epsilon)
    return [what, f"{float(epsilon):g}", f"{share:.0f} %" if share < 100 * CERTAIN else "practically always"]


def _sums() -> str:
    assert _DEFAULT.scale is not None
    deviation = standard_deviation(_DEFAULT.scale)
    day = _DEFAULT.windows_per_day
    rows = [
        [what, f"{windows}", f"±{deviation * math.sqrt(windows):.1f}"]
        for what, windows in (("one window", 1), ("an hour", 4), ("a day", day), ("ten places, a day", 10 * day))
    ]
    return "\n".join(
        [
            *_table(["sum of released values", "values", "standard deviation"], rows),
            "",
            f"The average of {releases_until_seen(_DEFAULT.scale)} released values of the same quarter of an hour is,"
            " in 95 of 100 cases, exact to half a person.",
        ]
    )


def _relinked() -> str:
    rows = [
        [f"{line.cell_m:,} m" if line.cell_m else "none", f"{100 * line.low:.1f} to {100 * line.high:.1f} %"]
        for line in RELINKED
    ]
    return "\n".join(_table(["cell", "new pseudonyms linked to the old"], rows))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


if __name__ == "__main__":
    for file, text in list(written()):
        file.write_text(text)

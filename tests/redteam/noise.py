"""The noise is what it is said to be, the release costs what the ledger says, and wrong ones are found out.

Two proofs: draws of the sampler against the closed form, and an audit of the whole release from outside. Both are
random each time, so both say at which odds chance alone would break them: one in a million.
"""

import math
import secrets
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

from redteam.confidence import chi_square_p
from redteam.noise_mutants import RELEASES, SAMPLERS
from redteam.release_audit import NEIGHBOURS, Seen, lower_bound, windows_with
from stoep_gateway.anonymise.noise import laplace
from stoep_gateway.anonymise.policy import Policy

ODDS = 1e-6
DRAWS = 1_000_000
MUTANT_DRAWS = 120_000
DAYS = 648  # of 81 windows: 52,488 draws a side

_WORKERS = 2
_CHUNK = 250_000
_SCALES = 5
_POLICY = Policy()


def prove(_folder: Path) -> dict[str, object]:
    """noise_p_value, audit and mutants of build/redteam.json."""
    with ProcessPoolExecutor(_WORKERS) as pool:
        audits = {name: _audit(pool, name=name, days=RELEASES[name].days if name else DAYS) for name in ("", *RELEASES)}
        chunks = [pool.submit(_draw, "", count=_CHUNK) for _ in range(DRAWS // _CHUNK)]
        wrong = {name: pool.submit(_draw, name, count=MUTANT_DRAWS) for name in SAMPLERS}
        drawn: Counter[int] = Counter()
        for chunk in chunks:
            drawn += chunk.result()
        bounds = {name: _bound(*sides) for name, sides in audits.items()}
        claimed = audits[""][0].result().spent
        caught = {name: p_value(draws.result()) <= ODDS for name, draws in wrong.items()}
        caught |= {name: bounds[name] > claimed for name in RELEASES}
    return {
        "noise_p_value": p_value(drawn),
        "audit": {"claimed": claimed, "lower_bound": bounds[""]},
        "mutants": [{"name": name, "caught": found} for name, found in caught.items()],
    }


def p_value(drawn: Counter[int]) -> float:
    """Of these draws at the default scale, over 5 scales to both sides, and both tails."""
    assert _POLICY.scale is not None
    r, reach = math.exp(-1 / _POLICY.scale), math.ceil(_SCALES * _POLICY.scale)
    cells = range(-reach, reach + 1)
    tail = r ** (reach + 1) / (1 + r)
    seen = [sum(count for x, count in drawn.items() if x < -reach), *(drawn[x] for x in cells)]
    seen.append(drawn.total() - sum(seen))
    return chi_square_p(seen, shares=[tail, *((1 - r) / (1 + r) * r ** abs(x) for x in cells), tail])


def _draw(mutant: str, *, count: int) -> Counter[int]:
    assert _POLICY.scale is not None
    sampler: Callable[..., int] = SAMPLERS[mutant] if mutant else laplace
    return Counter(sampler(_POLICY.scale, randbelow=secrets.randbelow) for _ in range(count))


def _audit(pool: ProcessPoolExecutor, *, name: str, days: int) -> tuple[Future[Seen], Future[Seen]]:
    fewer, more = (pool.submit(_look, name, crossings=crossings, days=days) for crossings in NEIGHBOURS)
    return fewer, more


def _look(mutant: str, *, crossings: int, days: int) -> Seen:
    if not mutant:
        return windows_with(crossings, days=days)
    with RELEASES[mutant].played():
        return windows_with(crossings, days=days)


def _bound(fewer: Future[Seen], more: Future[Seen]) -> float:
    return lower_bound(fewer.result(), with_one_more=more.result(), error=ODDS)

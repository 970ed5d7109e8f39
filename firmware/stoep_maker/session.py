"""A counted session at a people counter: what it saw against what passed. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """seen_*: what the sensor counted. true_*: what the maker counted. All of the same minutes."""

    seen_in: int
    seen_out: int
    true_in: int
    true_out: int


def interval(count: int, *, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, for `of` independent trials, 0 < of. Source: Wilson 1927, not seen."""
    share = count / of
    spread = _Z * math.sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2))
    middle, size = share + _Z**2 / (2 * of), 1 + _Z**2 / of
    return max(0.0, (middle - spread) / size), min(1.0, (middle + spread) / size)


def verdict(session: Session) -> Sequence[str]:
    """Lines for the maker, who gives them to the operator."""
    passed = session.true_in + session.true_out
    seen = session.seen_in + session.seen_out
    if not passed:
        return [f"nobody passed and {seen} were counted: a session needs people, best fifty or more"]
    lines = [f"recall {_share(min(seen, passed), of=passed)} of those who passed"]
    if seen > passed:
        lines.append(
            f"it counted {seen - passed} more than passed: something else moves there, or one person counts twice"
        )
    lines.append(f"direction error {_direction(session, seen)}")
    return lines


def _direction(session: Session, seen: int) -> str:
    """Totals hide errors that cancel out: only a session in which all go one way shows each of them."""
    if session.true_in and session.true_out:
        return "not known from totals: hold one session in which all walk in, and one in which all walk out"
    wrong = session.seen_out if session.true_in else session.seen_in
    return f"{_share(wrong, of=seen)} of those it counted" if seen else "not known: it counted nobody"


def _share(count: int, *, of: int) -> str:
    low, high = interval(count, of=of)
    return f"{count / of:.0%} ({low:.0%} to {high:.0%} at 95 %, n = {of})"

"""Of several looks at one fact the worst counts: a promise is broken by one place that does not keep it. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from stoep_gateway.inspection.records import Evidence, Value

_SHARED = ("nobody", "named", "public", "vendor_own_use")
_PLACES = ("none", "area", "exact")
_LOGINS = ("no_login", "own_or_unique", "factory_default")
_UPDATES = ("never_connected", "yes", "no")
_OUT = ("easy", "withdrawn_deleted", "withdrawn_claim", "hard", "withdrawn_kept", "opt_out_only")
_OUTPUTS = ("nothing", "totals_only", "per_household_values", "per_person_codes", "raw")
_STORES = ("home", "eu", "outside_listed", "outside_other")
_GROUNDS = ("consent", "none")
_TOLD = ("sign_full", "participants_informed", "sign_basic", "website_only", "nothing")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "shared": _SHARED,
    "public_place": _PLACES,
    "login": _LOGINS,
    "updates": _UPDATES,
    "consent_out": _OUT,
    "output": _OUTPUTS,
    "store": _STORES,
    "ground": _GROUNDS,
    "told": _TOLD,
}
_SMALLEST = ("min_group", "interval_min", "group_size")  # the less, the worse
_WORST_FLAG: Mapping[str, bool] = {"auto_delete": False, "public_name": True, "residents_agree": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A fact that evidence tells. sources: of the value that counts first, then of looks that say it less badly."""

    fact: str
    value: Value
    sources: tuple[str, ...]


def found_in(evidence: Iterable[Evidence], *, chain: str) -> dict[str, Found]:
    """Of one chain, and of all chains, by fact; in the order in which the facts came."""
    by_fact: dict[str, list[Evidence]] = {}
    for one in evidence:
        if one.chain in ("", chain):
            by_fact.setdefault(one.fact, []).append(one)
    return {fact: _worst(fact, told) for fact, told in by_fact.items()}


def _worst(fact: str, told: list[Evidence]) -> Found:
    if fact == "captures":
        value: Value = frozenset().union(*(one.value for one in told if isinstance(one.value, frozenset)))
        return Found(fact=fact, value=value, sources=tuple(dict.fromkeys(one.source for one in told)))
    ordered = sorted(told, key=lambda one: _badness(fact)(one.value), reverse=True)
    return Found(fact=fact, value=ordered[0].value, sources=tuple(dict.fromkeys(one.source for one in ordered)))


def _badness(fact: str) -> Callable[[Value], float]:
    """Larger is worse; a fact that no look tells twice has no order."""
    if fact in _WORDS:
        words = _WORDS[fact]
        return lambda value: float(words.index(value)) if value in words else float(len(words))
    if fact in _SMALLEST:
        return lambda value: -float(value) if isinstance(value, int | float) else 0.0
    if fact in _WORST_FLAG:
        return lambda value: float(value is _WORST_FLAG[fact])
    return lambda value: float(value) if isinstance(value, int | float) else 0.0  # keep_days: the longer, the worse

"""Who counts together: blocks of at least k + 1 gardens that only ever appear as a whole. Pure.

Gardens that were ever in one block, or whose blocks shared a garden, are of one clan. A new block may take m gardens of
a clan only if the sum of min(m, k + 1 - m) over its clans is k + 1 or more; a garden that was in no block yet is a clan
of its own. Then no sum or difference of figures, of whatever blocks and days, rests on k gardens or fewer. Proof: take
the newest block in it. Within a clan, what is left of its m gardens is they themselves, or they and a combination of
earlier blocks of that clan, which by induction rests on k + 1 gardens of which m at most cancel out; no earlier block
lies in two clans, so the sum over the clans is k + 1 at least. What that costs: docs/decisions/blocks.md.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from stoep_gateway.almanac.records import COUNTS, WAITS, Block

# Days that a garden waits for others of its own soil, and then for any that may be in open data too, before it counts
# with whoever waits as long.
ALIKE_DAYS, ANY_SOIL_DAYS = 14, 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What decides with whom a garden counts. soil, paved, region: as in records.Block; is_open: also in open data."""

    soil: str = ""
    paved: str = ""
    region: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A block with its gardens, by name."""

    block: Block
    members: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """standing: by id. waiting: since when, by garden. clans: of gardens that ever were in a block.

    next_id: ids are never given twice, those of clans neither: each is that of a block.
    """

    standing: Mapping[int, Standing] = field(default_factory=dict)
    waiting: Mapping[str, date] = field(default_factory=dict)
    clans: Mapping[str, int] = field(default_factory=dict)
    next_id: int = 1

    @property
    def counted(self) -> frozenset[str]:
        """Gardens in blocks."""
        return frozenset().union(*(each.members for each in self.standing.values()))

    def state_of(self, garden: str) -> str | None:
        """COUNTS or WAITS; None for one that is on no list."""
        if garden in self.counted:
            return COUNTS
        return WAITS if garden in self.waiting else None


def turn(roll: Roll, *, willing: Mapping[str, Kind], today: date, k: int) -> Roll:
    """The roll of today. willing: gardens that take part and consent to research, that can be counted.

    A block that lost a garden is gone for good, and so must be its figures: its others wait again from today on.
    Blocks made today begin today. A day after today is of a clock that was ahead: it counts as today.
    """
    kept = {
        id_: replace(
            each,
            block=_labelled(
                replace(each.block, since=min(each.block.since, today)),
                [willing[name] for name in sorted(each.members)],
                today=today,
            ),
        )
        for id_, each in roll.standing.items()
        if each.members <= willing.keys() and len(each.members) > k
    }
    gone = frozenset().union(*(each.members for id_, each in roll.standing.items() if id_ not in kept))
    counted = frozenset().union(*(each.members for each in kept.values()))
    waiting = {
        name: today if name in gone else min(roll.waiting.get(name, today), today)
        for name in sorted(willing.keys() - counted)
    }
    clans = dict(roll.clans)
    next_id = roll.next_id
    for alike, days in _STEPS:
        pools: dict[str, list[str]] = {}
        for name, since in waiting.items():
            if (today - since).days >= days:
                pools.setdefault(repr(alike(willing[name])), []).append(name)
        for key in sorted(pools):
            pool = sorted(pools[key], key=lambda name: (willing[name].paved, willing[name].region, name))
            for group in _groups(pool, clans=clans, k=k):
                kinds = [willing[name] for name in group]
                is_open = all(kind.is_open for kind in kinds)
                block = Block(
                    id=next_id, gardens=len(group), soil="", paved="", region="", since=today, is_open=is_open
                )
                kept[next_id] = Standing(block=_labelled(block, kinds, today=today), members=frozenset(group))
                _join(clans, group, clan=next_id)
                next_id += 1
                for name in group:
                    del waiting[name]
    return Roll(standing=kept, waiting=waiting, clans=clans, next_id=next_id)


# Who may count together, and from how many days of waiting on: the same soil, then any, then also outside open data.
_STEPS: tuple[tuple[Callable[[Kind], object], int], ...] = (
    (lambda kind: (kind.is_open, kind.soil), 0),
    (lambda kind: kind.is_open, ALIKE_DAYS),
    (lambda kind: None, ANY_SOIL_DAYS),
)


def _groups(pool: Sequence[str], *, clans: Mapping[str, int], k: int) -> Iterator[list[str]]:
    """New blocks out of the pool, best alike those that are side by side in it. clans: changes between two of them."""
    left = list(pool)
    while mixed := _mixed(left, clans=clans, k=k):
        yield mixed
        left = [name for name in left if name not in mixed]
    fresh = [name for name in left if name not in clans]
    count = len(fresh) // (k + 1)
    for index in range(count):
        yield fresh[index * len(fresh) // count : (index + 1) * len(fresh) // count]


def _mixed(pool: Sequence[str], *, clans: Mapping[str, int], k: int) -> list[str]:
    """A block with gardens that were in one before: half of what is needed of the largest clans, then fresh ones, then
    single gardens of other clans. [] when there are none, or too few to go with them.
    """
    by_clan: dict[int, list[str]] = {}
    for name in pool:
        if name in clans:
            by_clan.setdefault(clans[name], []).append(name)
    fresh = [name for name in pool if name not in clans]
    chosen: list[str] = []
    most = (k + 1) // 2  # of one clan: more of it would count for less
    for clan in sorted(by_clan, key=lambda clan: (-len(by_clan[clan]), clan)):
        missing = k + 1 - len(chosen)
        if missing <= 0 or (chosen and len(by_clan[clan]) < min(most, missing) and len(fresh) >= missing):
            break
        chosen += by_clan[clan][: min(most, missing)]
    missing = max(0, k + 1 - len(chosen))
    return [*chosen, *fresh[:missing]] if chosen and len(fresh) >= missing else []


def _join(clans: dict[str, int], group: Sequence[str], *, clan: int) -> None:
    """They and all of their clans are one from now on."""
    joined = {clans[name] for name in group if name in clans}
    for name, old in clans.items():
        if old in joined:
            clans[name] = clan
    clans.update(dict.fromkeys(group, clan))


def _labelled(block: Block, kinds: Sequence[Kind], *, today: date) -> Block:
    """With what holds for all of its gardens now. Opened later, it is from today on: nobody said yes to days before."""
    is_open = all(kind.is_open for kind in kinds)
    open_since = None
    if is_open and not block.is_open:
        open_since = today
    elif is_open and block.open_since:
        open_since = min(block.open_since, today)
    return replace(
        block,
        soil=_same([kind.soil for kind in kinds]),
        paved=_same([kind.paved for kind in kinds]),
        region=_same([kind.region for kind in kinds]),
        is_open=is_open,
        open_since=open_since,
    )


def _same(labels: Sequence[str]) -> str:
    return labels[0] if len(set(labels)) == 1 else ""

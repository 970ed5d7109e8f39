"""Who counts together: blocks of at least k + 1 gardens that only ever appear as a whole. Pure.

Every block has k + 1 gardens that were in none before. So in any sum or difference of figures, of whatever blocks and
days, those of the newest block in it do not cancel out: it rests on k + 1 gardens at least, or on none. Gardens whose
block was dissolved ride along in a later one. Why, and at what cost: docs/decisions/blocks.md.
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
    """standing: by id. waiting: since when, by garden. used: gardens that were in a block which is gone.

    next_id: ids are never given twice.
    """

    standing: Mapping[int, Standing] = field(default_factory=dict)
    waiting: Mapping[str, date] = field(default_factory=dict)
    used: frozenset[str] = frozenset()
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
    Blocks made today begin today.
    """
    kept = {
        id_: replace(each, block=_labelled(each.block, [willing[name] for name in sorted(each.members)]))
        for id_, each in roll.standing.items()
        if each.members <= willing.keys() and len(each.members) > k
    }
    gone = frozenset().union(*(each.members for id_, each in roll.standing.items() if id_ not in kept))
    used = roll.used | gone
    counted = frozenset().union(*(each.members for each in kept.values()))
    waiting = {
        name: today if name in gone else roll.waiting.get(name, today) for name in sorted(willing.keys() - counted)
    }
    next_id = roll.next_id
    for group in _groups(waiting, willing=willing, used=used, today=today, k=k):
        block = Block(id=next_id, gardens=len(group), soil="", paved="", region="", since=today, is_open=False)
        kept[next_id] = Standing(block=_labelled(block, [willing[name] for name in group]), members=frozenset(group))
        next_id += 1
        for name in group:
            del waiting[name]
    return Roll(standing=kept, waiting=waiting, used=used, next_id=next_id)


def _groups(
    waiting: Mapping[str, date], *, willing: Mapping[str, Kind], used: frozenset[str], today: date, k: int
) -> Iterator[list[str]]:
    """New blocks: of one soil where there are enough, of those that have waited too long for that, else."""
    left = dict(waiting)
    steps: tuple[tuple[int, Callable[[Kind], object]], ...] = (
        (0, lambda kind: (kind.is_open, kind.soil)),
        (ALIKE_DAYS, lambda kind: kind.is_open),
        (ANY_SOIL_DAYS, lambda kind: None),
    )
    for days, alike in steps:
        pools: dict[object, list[str]] = {}
        for name, since in left.items():
            if (today - since).days >= days:
                pools.setdefault(alike(willing[name]), []).append(name)
        for key in sorted(pools, key=repr):
            for group in _cut(pools[key], willing=willing, used=used, k=k):
                for name in group:
                    del left[name]
                yield group


def _cut(pool: Sequence[str], *, willing: Mapping[str, Kind], used: frozenset[str], k: int) -> Iterator[list[str]]:
    """As many blocks as have k + 1 fresh gardens, alike in pavement and region; each takes others up to as many."""

    def by_kind(name: str) -> tuple[str, str, str]:
        return willing[name].paved, willing[name].region, name

    fresh = sorted((name for name in pool if name not in used), key=by_kind)
    others = sorted((name for name in pool if name in used), key=by_kind)
    count = len(fresh) // (k + 1)
    for index in range(count):
        own = fresh[index * len(fresh) // count : (index + 1) * len(fresh) // count]
        ride = others[index * len(others) // count : (index + 1) * len(others) // count]
        yield sorted((*own, *ride[: len(own)]))


def _labelled(block: Block, kinds: Sequence[Kind]) -> Block:
    """With what holds for all of its gardens now."""
    return replace(
        block,
        soil=_same([kind.soil for kind in kinds]),
        paved=_same([kind.paved for kind in kinds]),
        region=_same([kind.region for kind in kinds]),
        is_open=all(kind.is_open for kind in kinds),
    )


def _same(labels: Sequence[str]) -> str:
    return labels[0] if len(set(labels)) == 1 else ""

"""Thirty gardens in two years, as the product, the class table alone and a linear reading tell of them."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from garden_truth.cases import cases
from garden_truth.score import Marked, figures, marked, ratios
from garden_truth.told import RULES, class_table, linear

_AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """By whom, garden-year by garden-year in the same order."""

    product: tuple[Marked, ...]
    class_table: tuple[Marked, ...]
    linear: tuple[Marked, ...]

    def figures(self) -> dict[str, float]:
        """All measures of the product."""
        return {**ratios(self.product, linear=self.linear, class_table=self.class_table), **figures(self.product)}


def told_sets(seeds: Sequence[int], *, rule: str) -> Iterator[Told]:
    """One for each seed, in order, two at a time. rule: of RULES, in the product's place."""
    with ProcessPoolExecutor(_AT_ONCE) as workers:
        yield from workers.map(_told, seeds, [rule] * len(seeds))


def together(sets: Sequence[Told]) -> Told:
    """All of their days in one."""
    return Told(
        product=tuple(one for each in sets for one in each.product),
        class_table=tuple(one for each in sets for one in each.class_table),
        linear=tuple(one for each in sets for one in each.linear),
    )


def _told(seed: int, rule: str) -> Told:
    gardens = cases(seed)
    product, table, plain = (
        tuple(marked(case, teller(case)) for case in gardens) for teller in (RULES[rule], class_table, linear)
    )
    return Told(product=product, class_table=table, linear=plain)

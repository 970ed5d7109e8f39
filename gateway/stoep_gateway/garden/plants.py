"""What grows in a garden: how deep it roots, how much it drinks, how dry it may become."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """root_m: depth of most roots. share: of the available water that it takes without stress, at 5 mm a day (p).

    crop: crop factors on Makkink's reference, January to December. largest_mm: of one gift.
    """

    root_m: float
    share: float
    crop: tuple[float, ...]
    largest_mm: int

    def share_at(self, crop_mm: float) -> float:
        """p on a day that takes crop_mm: p + 0.04 (5 - ETc), kept within 0.1 and 0.8 (FAO-56, table 22, note 2)."""
        return min(0.8, max(0.1, self.share + 0.04 * (5.0 - crop_mm)))


# Shares: FAO-56 table 22: cool season turf .40; potato and carrot .35, the middle of what a vegetable bed has; berries
# and bushes .50 for a border, whose shrubs are not in it; fruit trees .50. Its depths are the deepest that roots reach:
# those here are our own norm. FAO-56 crop coefficients belong to its own reference evaporation. On Makkink's, grass is
# 1.0, to which the reference was fitted; potatoes have .9 at the end of May and 1.2 at the end of June, onions .7 and
# .9 (Groenten & Fruit). The others, all of winter, and the largest gift are our own norm: .8 for grass at rest and for
# what is bare; a gift that these roots can hold in sand.
_REST = 0.8
PLANTS: Mapping[str, Plant] = MappingProxyType(
    {
        "lawn": Plant(root_m=0.30, share=0.40, crop=(*[_REST] * 2, *[1.0] * 8, *[_REST] * 2), largest_mm=20),
        "border": Plant(root_m=0.45, share=0.50, crop=(*[_REST] * 3, *[1.0] * 7, *[_REST] * 2), largest_mm=20),
        "vegetables": Plant(
            root_m=0.35, share=0.35, crop=(*[_REST] * 4, 0.85, 1.05, 1.1, 1.0, 0.9, *[_REST] * 3), largest_mm=15
        ),
        "tree": Plant(root_m=0.90, share=0.50, crop=(*[_REST] * 3, 0.9, *[1.1] * 4, 1.0, *[_REST] * 3), largest_mm=30),
    }
)
UNSAID = "border"  # what a garden is taken for whose keeper did not say: its figures are the middle ones

# How much of the evaporation in the open is left, by what a keeper said of the sun. Our own norm: a wall or
# a tree takes about half of the direct light; the sky's own light stays.
SUN: Mapping[str, float] = MappingProxyType({"sun": 1.0, "half": 0.85, "shade": 0.65, "": 0.9})

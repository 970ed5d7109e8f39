"""`python -m relink [--seed N]`: the table of docs/anonymisation.md and stoep_gateway/relinked.py, three towns."""

import argparse

from relink.town import CELLS_M, GARDENS, alone_share, gardens, relinked_share

TOWNS = 3


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m relink", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the first town (default: %(default)s)")
    first = parser.parse_args().seed
    towns = [gardens(seed) for seed in range(first, first + TOWNS)]
    print(
        f"{GARDENS} gardens on 85 km², seeds {first} to {first + TOWNS - 1}: share of new pseudonyms linked to the old"
    )
    print(f"{'cell':>8}{'linked':>16}{'alone in their cell':>24}")
    for cell_m in CELLS_M:
        linked = [relinked_share(town, cell_m=cell_m) for town in towns]
        alone = [alone_share(town, cell_m=cell_m) for town in towns] if cell_m else []
        print(f"{f'{cell_m} m' if cell_m else 'none':>8}{_range(linked):>16}{_range(alone):>24}")


def _range(shares: list[float]) -> str:
    return f"{100 * min(shares):.1f}-{100 * max(shares):.1f} %" if shares else "-"


if __name__ == "__main__":
    main()

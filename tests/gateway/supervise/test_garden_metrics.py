"""How many gardens count and how old the last round is, whether or not the analyst runs."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from stoep_gateway.almanac.blocks import Kind
from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.records import About
from stoep_gateway.almanac.writer import AlmanacWriter
from stoep_gateway.supervise.garden_metrics import garden_samples
from support.street_almanac import gardens

NOW_S = 1_000_000.0
DAY = date(2026, 6, 1)


def values(path: Path, *, has_gardens: bool = True) -> dict[str, float]:
    samples = garden_samples(AlmanacReader(path), has_gardens=has_gardens, now_s=NOW_S, started_s=NOW_S - 30)
    return {sample.labels.get("state", sample.name): sample.value for sample in samples}


def test_without_gardens_nothing_is_old(tmp_path: Path) -> None:
    nothing = {"garden_round_age_s": 0, "garden_blocks": 0, "no": 0, "waits": 0, "counts": 0}
    assert values(tmp_path / "none.db", has_gardens=False) == nothing


def test_before_the_first_round_it_is_as_old_as_the_gateway_runs(tmp_path: Path) -> None:
    path = tmp_path / "almanac" / "almanac.db"
    assert values(path)["garden_round_age_s"] == 30
    with closing(AlmanacWriter(path)):
        assert values(path)["garden_round_age_s"] == 30


def test_gardens_are_counted_by_their_part_in_figures(tmp_path: Path) -> None:
    path = tmp_path / "almanac" / "almanac.db"
    names = [f"tuin-{number}" for number in range(6)]
    with closing(AlmanacWriter(path)) as writer:
        for name in names:
            writer.keep_garden(replace(gardens()[0], name=name), recent_from=DAY, stamp="")
        clay, sand = Kind(soil="clay"), Kind(soil="sand")
        writer.turn({names[0]: clay, **dict.fromkeys(names[1:5], sand)}, today=DAY, k=3)
        writer.keep_about(About(k=3, gardens=6), round_s=int(NOW_S) - 70)
        assert values(path) == {"garden_round_age_s": 70, "garden_blocks": 1, "no": 1, "waits": 1, "counts": 4}

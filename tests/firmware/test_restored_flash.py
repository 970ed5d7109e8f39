"""Flash that was restored from an older image holds rows under numbers that the gateway has taken before."""

from pathlib import Path

import pytest

from support.link_bench import LinkBench


def rows(bench: LinkBench) -> list[tuple[bytes, int]]:
    return sorted(bench.gateway.rows)


@pytest.mark.parametrize("profile", ["soil", "people"])
@pytest.mark.parametrize("since", [3, 40])
def test_rows_taken_since_are_sent_under_a_new_life_however_many(since: int, profile: str, tmp_path: Path) -> None:
    bench = LinkBench(tmp_path, profile=profile)
    bench.measure(10)
    bench.talk()
    life = bench.outbox.life
    bench.gateway.taken += 20  # rows that it took of this device after the image was made
    bench.lose_power()
    bench.measure(since)
    bench.talk()
    assert bench.outbox.life != life
    assert bench.outbox.next_row == since + 1


@pytest.mark.parametrize("profile", ["soil", "people"])
def test_replies_that_were_lost_before_a_power_cut_close_no_life(profile: str, tmp_path: Path) -> None:
    bench = LinkBench(tmp_path, profile=profile)
    bench.talk()
    bench.measure(10)
    bench.begin()
    while (message := bench.say()) is not None:
        bench.gateway.take(message)
    life = bench.outbox.life
    bench.lose_power()
    bench.measure(3)
    bench.talk()
    assert bench.outbox.life == life

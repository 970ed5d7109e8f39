"""A load report says how it went, and when its figures are not about the gateway."""

import json
from array import array
from typing import Any

import pytest

from stoep_simulators.load.report import LoadReport, report_of
from stoep_simulators.load.settings import LoadSettings
from stoep_simulators.load.tally import Tally
from stoep_simulators.load.usage import Usage

_USAGE = {
    "gateway": Usage(cores=0.125, memory_bytes=96 * 2**20, processes=3),
    "broker": Usage(cores=0.02, memory_bytes=30 * 2**20, processes=1),
}


def _report(
    *,
    settled: int = 100,
    kept: int = 100,
    balanced: bool = True,
    late_s: float = 0.001,
    breaks: int = 0,
    refused: int = 0,
) -> LoadReport:
    tally = Tally(due=100, sent=100, again=breaks, breaks=breaks, refused=refused)
    tally.answered_s = array("d", [0.004] * 100)
    tally.settled_s = array("d", [15.0] * settled)
    tally.lateness_s = array("d", [0.0001] * 98 + [late_s] * 2)
    accounts: dict[str, Any] = {"lives": [{"kept": kept - 1}, {"kept": 1}], "balanced": balanced}
    settings = LoadSettings(devices=50, every_s=60, frames=2, seed=7)
    return report_of(settings, tally=tally, sent_s=120.0, usage=_USAGE, accounts=accounts)


def test_it_tells_frames_delays_and_what_each_part_took() -> None:
    assert _report().as_text().splitlines() == [
        "50 devices, a frame each every 60 s (0.8 frames a second) for 2.0 minutes, seed 7",
        "frames due 100, sent 100, settled 100, lost 0",
        "from sample to reply: p50 4.0 ms, p99 4.0 ms, p99.9 4.0 ms, max 4.0 ms",
        "from sample to settled: p50 15.00 s, p99 15.00 s, p99.9 15.00 s, max 15.00 s; a commit every 30 s",
        "the generator's own lateness: p50 0.1 ms, p99 1.0 ms, p99.9 1.0 ms, max 1.0 ms",
        "gateway: 12.5% of a core, at most 96 MiB in 3 processes",
        "broker: 2.0% of a core, at most 30 MiB",
        "every frame was settled and the accounts balance",
    ]


def test_what_was_never_settled_has_no_delay_and_is_told() -> None:
    report = _report(settled=98)
    assert "p50 15.00 s, p99 never, p99.9 never, max never" in report.as_text()
    assert report.faults == ("2 of 100 frames were not settled in time",)
    assert report.as_json()["settled_s"] == {"p50": 15.0, "p99": None, "p99.9": None, "max": None}


def test_a_frame_that_the_gateway_has_not_is_lost_even_if_it_said_settled() -> None:
    assert _report(kept=99).faults == ("1 of 100 frames are lost",)


def test_accounts_that_do_not_balance_are_a_fault() -> None:
    assert _report(balanced=False).faults == ("the accounts do not balance",)


def test_a_late_generator_warns_that_the_figures_are_not_the_gateways() -> None:
    report = _report(late_s=0.25)
    assert report.warning.startswith("the load generator itself was late (250.0 ms at p99)")
    assert f"WARNING: {report.warning}" in report.as_text()
    assert report.faults == ()


def test_broken_connections_are_told() -> None:
    assert "sent 100, 3 messages again, settled 100, lost 0; connections broken: 3" in _report(breaks=3).as_text()
    assert "lost 0; replies refused: 2\n" in _report(refused=2).as_text()


def test_the_json_is_plain_and_complete() -> None:
    told = json.loads(json.dumps(_report().as_json()))
    assert told["frames"] == {"due": 100, "sent": 100, "again": 0, "settled": 100, "kept": 100, "lost": 0}
    assert told["usage"]["gateway"] == {"cpu_cores": 0.125, "memory_mib": 96.0, "processes": 3}
    assert (told["devices"], told["every_s"], told["commit_interval_s"], told["faults"]) == (50, 60, 30.0, [])


@pytest.mark.parametrize("wrong", [{"devices": 0}, {"every_s": 0.5}, {"frames": 0}, {"commit_interval_s": -1.0}])
def test_settings_that_mean_nothing_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="at least"):
        LoadSettings(**{"devices": 1, "every_s": 1.0, "frames": 1, "seed": 1, **wrong})

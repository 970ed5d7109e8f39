"""Metrics: each is one of stoep's own list, and a count of people is none of them."""

import re
from pathlib import Path

from stoep_gateway.inspection import metrics_page
from stoep_gateway.inspection.metrics_page import look_at_metrics
from stoep_gateway.inspection.stock import SMALL_COUNTS
from support.inspected import CHAINS
from support.repository import ROOT

OWN = """\
# HELP stoep_devices devices that are not revoked
stoep_devices 42.0
stoep_messages_total 512.0
stoep_device_silent_intervals{device="telpunt-pier"} 0.4
stoep_windows{outcome="released"} 679.0
"""
SUPERVISE = ROOT / "gateway" / "stoep_gateway" / "supervise"


def test_own_metrics_break_nothing() -> None:
    seen = look_at_metrics(OWN, where="http://127.0.0.1/metrics", chains=CHAINS)
    assert seen.findings == ()
    assert "4 samples" in seen.looks[0].told


def test_a_metric_of_a_counter_that_is_none_of_stoeps_is_found() -> None:
    page = OWN + 'crossings_total{device="telpunt-pier",direction="in"} 7.0\n'
    seen = look_at_metrics(page, where="http://127.0.0.1/metrics", chains=CHAINS)
    assert [(finding.rule, finding.chain) for finding in seen.findings] == [(SMALL_COUNTS, "people")]
    assert {(one.fact, one.value) for one in seen.evidence} == {("min_group", 1), ("interval_min", 1)}


def test_the_list_is_what_the_gateway_has() -> None:
    """A new metric is added to the list by hand, once somebody has seen that it counts nobody."""
    names = {
        name for path in SUPERVISE.glob("*_metrics.py") for name in re.findall(r'name="(\w+)"', Path(path).read_text())
    }
    assert names == set(metrics_page.OWN)

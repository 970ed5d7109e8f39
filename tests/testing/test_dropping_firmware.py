"""A firmware that drops rows without need, and counts each as dropped by its ring, is found by every claim."""

import shutil
from pathlib import Path

from support.own_pytest import passes
from support.repository import ROOT

_FRAME = """\
        frame.first_row = first_row
        frame.lag = max(0, first_row - self.oldest_row)
"""
# Every 50th row is passed over as if the ring had lost it, and counted.
_MUTANT = """\
        if first_row % 50 == 0 and first_row < self.next_row:
            first_row += 1
            self.state.dropped += 1
            self.state.save()
        max_rows = min(max_rows, 50 - first_row % 50)
        frame.first_row = first_row
        frame.lag = 0
"""
_TEST = """
import pytest
from stoep_testing.claims import every_promise_holds, every_row_arrived_once, the_accounts_balance
from stoep_testing.stored import BrokenPromiseError

def test_it(stoep_gateway, stoep_fleet):
    stoep_fleet.add(1, kinds=("soil",), send="2 h")
    stoep_fleet.fault("wifi-away", at="2 h", lasts="7 h")
    stoep_fleet.live(days=1, seed=3)
    dropped = {life["device"]: life["dropped"] for life in stoep_gateway.accounts()["lives"]}
    assert dropped == {"soil-1": 2}
    why = r"rows dropped by rings that cannot have been full: soil-1 2 \\(explained: 0\\)"
    with pytest.raises(BrokenPromiseError, match=why):
        every_promise_holds(stoep_fleet)
    with pytest.raises(BrokenPromiseError, match=why):
        the_accounts_balance(stoep_gateway)
    with pytest.raises(BrokenPromiseError, match=r"10 of 745 observations are missing: soil-1/\\w+/100/"):
        every_row_arrived_once(stoep_fleet)
"""


def test_every_fiftieth_row_dropped_and_counted_is_found(tmp_path: Path) -> None:
    # Not what other processes of the run are writing this moment: a file that is renamed meanwhile ends the copying.
    compiled = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "firmware/stoep_firmware", tmp_path / "stoep_firmware", ignore=compiled)
    outbox = tmp_path / "stoep_firmware/outbox.py"
    text = outbox.read_text()
    assert text.count(_FRAME) == 1
    outbox.write_text(text.replace(_FRAME, _MUTANT))
    passes(tmp_path, test=_TEST)

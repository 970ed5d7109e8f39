"""Somebody's back-end is unreachable for six hours: what waited is there once it is back, and everything once."""

import shutil
from pathlib import Path

from support.own_pytest import passes
from support.repository import ROOT

_TEST = """
from city import City
from stoep_testing.claims import every_promise_holds, every_row_arrived_once, the_accounts_balance

def test_it(stoep_gateway, stoep_fleet):
    with City() as city:
        stoep_gateway.forward_to("city-table", url=city.url)
        stoep_fleet.add(2, kinds=("soil", "air"), send="2 h")
        stoep_fleet.fault("backend-away", at="6 h", lasts="6 h", backend="city")
        stoep_fleet.fault("backend-away", at="20 h", lasts="9 h", backend="city")
        stoep_fleet.live(days=1, seed=1)
        every_row_arrived_once(stoep_fleet, at=city.rows())
        every_promise_holds(stoep_fleet)
        the_accounts_balance(stoep_gateway)
        first, second = stoep_fleet.outcome.returns
        assert (first.name, first.was_met, first.left) == ("city", True, 0)
        assert 300 < first.waited < 1_500  # six hours of two devices
        assert (second.was_met, second.left, second.waited > 0) == (True, 0, True)
        stoep_gateway.start()  # by its own way again
        stoep_gateway.stop()
        the_accounts_balance(stoep_gateway)
"""


def test_what_waits_while_a_back_end_is_away_is_delivered_when_it_is_back(tmp_path: Path) -> None:
    shutil.copy(ROOT / "examples/backend/city_table.py", tmp_path)
    shutil.copy(ROOT / "examples/backend/tests/city.py", tmp_path)
    (told := tmp_path / "city_table-1.0.dist-info").mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: city-table\nVersion: 1.0\n")
    (told / "entry_points.txt").write_text("[stoep.backends]\ncity-table = city_table:create\n")
    passes(tmp_path, test=_TEST)

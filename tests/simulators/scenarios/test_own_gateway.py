"""A scenario may bring an operator's configuration: settings, back-ends, and a broker that somebody else runs."""

import io
from pathlib import Path

from stoep_simulators.commands.progress import Progress
from stoep_simulators.scenarios.parse import read_scenario
from stoep_simulators.scenarios.play import Play
from stoep_simulators.scenarios.promises import verdicts
from stoep_testing.csv_store import csv_rows
from support.bare_broker import BareBroker

_SCENARIO = """\
seed = 7
days = 1
[[devices]]
kind = "soil"
send = "6 h"
[[faults]]
kind = "attacker"
at = "1 h"
for = "12 h"
[gateway]
config = "own/gateway.toml"
"""
_CONFIG = """\
[gateway]
name = "our street"
state_dir = "/var/lib/nobody"
[clock]
trust = "ntp"
[broker]
embedded = false
port = {port}
password_file = "broker.password"
[[backend]]
name = "open-data"
type = "csv"
output_dir = "open-data"
"""


async def test_at_a_given_broker_with_the_operators_back_end_all_promises_hold(tmp_path: Path) -> None:
    own, run = tmp_path / "own", tmp_path / "run"
    own.mkdir()
    run.mkdir()
    (own / "broker.password").write_text("a word of the operator's\n")
    (own / "broker.password").chmod(0o600)
    (tmp_path / "street.toml").write_text(_SCENARIO)
    async with BareBroker(tmp_path, is_open=True) as broker:
        (own / "gateway.toml").write_text(_CONFIG.format(port=broker.port))
        scenario = read_scenario(tmp_path / "street.toml")
        play = Play(scenario, folder=run, progress=Progress(io.StringIO(), redraws=False))
        await play.run()
    assert play.outcome is not None
    assert not [verdict for verdict in verdicts(play.outcome) if verdict.broken]
    assert play.outcome.injected
    assert [backend["name"] for backend in play.outcome.accounts["backends"]] == ["archive", "open-data"]
    rows = {row.identity.split("/")[2] for row in csv_rows(own / "open-data")}
    assert rows == {str(row.row) for row in play.logs["soil-1"]}

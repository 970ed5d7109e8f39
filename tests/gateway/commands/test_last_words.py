"""A part that dies of a mistake says where, and nothing of what it had in its hands."""

import json
import os
import subprocess
from pathlib import Path

from support.gateway import STOEP, Gateway
from support.waiting import LIMIT_S

PLUGIN = """
def create(settings, *, state_dir):
    raise ValueError("a count: 16131234")
"""


def test_what_an_error_holds_is_not_among_the_last_words(tmp_path: Path) -> None:
    plugin = tmp_path / "plugin"
    (plugin / "leaky-1.dist-info").mkdir(parents=True)
    (plugin / "leaky-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: leaky\nVersion: 1\n")
    (plugin / "leaky-1.dist-info" / "entry_points.txt").write_text("[stoep.backends]\nleaky = leaky:create\n")
    (plugin / "leaky.py").write_text(PLUGIN)
    gateway = Gateway(tmp_path / "gateway", backends=[{"name": "city", "type": "leaky"}])
    command = [STOEP, "run", "--part", "gateway", "--config", gateway.config]
    environment = {**os.environ, "PYTHONPATH": str(plugin)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert run.returncode == 1
    assert "16131234" not in run.stdout + run.stderr
    line = json.loads(run.stderr.splitlines()[-1])
    assert line["level"] == "critical"
    assert line["error"].startswith("ValueError at ")
    assert line["error"].endswith("leaky.py:3")

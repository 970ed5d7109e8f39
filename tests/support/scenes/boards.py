"""A maker's desk."""

import subprocess

from support.gateway import STOEP
from support.scenes import scene
from support.stage import Stage


@scene("no board at that port")
def _(stage: Stage) -> str:
    command = [str(STOEP), "device", "doctor", "--port", str(stage.tmp_path / "ttyUSB9")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    return done.stderr.removeprefix("stoep device doctor: ").rstrip("\n")

"""Something is wrong with a file of counts that `stoep forecast backtest` reads."""

import io
from contextlib import redirect_stderr

from stoep_gateway.commands.main import main
from support.scenes import scene
from support.stage import Stage

HEAD = "sensor,ts,count\n"


def tested(stage: Stage, text: str, *options: str) -> str:
    """What `stoep forecast backtest` says of a file."""
    file = stage.tmp_path / "counts.csv"
    file.write_text(text)
    with redirect_stderr(io.StringIO()) as said:
        assert main(["forecast", "backtest", str(file), *options]) == 2
    return said.getvalue().strip().removeprefix("stoep: ")


@scene("counts file: no count")
def _(stage: Stage) -> str:
    return tested(stage, f"{HEAD}pier,2026-07-05T10:00Z,many\n")


@scene("counts file: times without an offset")
def _(stage: Stage) -> str:
    return tested(stage, f"{HEAD}pier,2026-07-05T10:00,4\n")


@scene("counts file: too few days")
def _(stage: Stage) -> str:
    hours = (f"pier,2026-07-{day:02}T{hour:02}:00Z,4\n" for day in range(1, 11) for hour in range(24))
    return tested(stage, HEAD + "".join(hours), "--train-until", "2026-07-05")

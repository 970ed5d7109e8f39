"""A back-end that gets pseudonyms or less than was released, and something is wrong with that."""

import time

from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.records import WIRE_EPOCH_S
from support.commit_batches import leave_row
from support.scenes import scene
from support.stage import Stage

_TABLE = '[[backend]]\nname = "city"\ntype = "csv"\npseudonyms = "{}"\n'


@scene("pseudonyms for another time than a month or a year")
def _(stage: Stage) -> str:
    stage.configured(_TABLE.format("week"))
    return stage.error("accounts")


@scene("a threshold for one back-end that is none")
def _(stage: Stage) -> str:
    stage.configured('[[backend]]\nname = "city"\ntype = "csv"\npeople_k = -1\n')
    return stage.error("accounts")


@scene("key of pseudonyms damaged")
def _(stage: Stage) -> str:
    stage.configured(stage.gateway.config.read_text() + _TABLE.format("month"))
    _with_a_row_of_now(stage)
    folder = stage.gateway.state_dir / "pseudonyms"
    folder.mkdir()
    (folder / time.strftime("%Y-%m.key", time.gmtime())).write_bytes(b"?")
    return stage.logged("key of pseudonyms damaged")


def _with_a_row_of_now(stage: Stage) -> None:
    now_s = int(time.time()) - WIRE_EPOCH_S
    leave_row(stage.gateway.state_dir / JOURNAL_FILE, row=1, time_s=now_s, backends=("archive", "city"))

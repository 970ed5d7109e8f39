"""A resident's request that cannot be done as it was asked."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from stoep_gateway.almanac.tables import FILE_NAME as ALMANAC_FILE
from stoep_gateway.almanac.writer import AlmanacWriter
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.archive.writer import open_archive
from stoep_gateway.commands.garden_erasing import Erasure, Erasures
from stoep_gateway.journal import Journal
from stoep_gateway.residents.garden import Garden
from support.commit_batches import batch
from support.gateway import STOEP
from support.scenes import scene
from support.stage import Stage


@scene("garden that is none")
def _(stage: Stage) -> str:
    said = stage.error("garden", "withdraw", "nowhere")
    assert stage.error("garden", "erase", "nowhere", "--yes") == said
    return said


@scene("one device of a garden")
def _(stage: Stage) -> str:
    stage.gateway.enroll("yard-1", profile="soil", group="yard")
    return stage.error("garden", "export", "yard-1", "--out", stage.tmp_path / "yard.zip")


@scene("a name that leaves a garden")
def _(stage: Stage) -> str:
    stage.gateway.enroll("garden-7", profile="soil", group="yard")
    with closing(Journal.open(stage.gateway.state_dir / "journal.db")) as journal:
        journal.commit(batch(1, row=1))
    return stage.error("device", "enroll", "garden-7", "--group", "hof", "--bundle", stage.tmp_path / "garden-7.json")


@scene("a name that leaves a garden by a code")
def _(stage: Stage) -> str:
    stage.gateway.enroll("yard-1", profile="soil", group="yard")
    return stage.error("device", "invite", "yard-1", "--group", "hof")


@scene("garden whose devices are in no list")
def _(stage: Stage) -> str:
    with closing(Journal.open(stage.gateway.state_dir / "journal.db")) as journal:
        journal.commit(batch(1, row=1))
    said = stage.error("garden", "withdraw", "garden-7")
    assert stage.error("garden", "move", "garden-7", "--cell", "none") == said
    return said


@scene("nobody agreed to an erasure")
def _(stage: Stage) -> str:
    stage.gateway.enroll("garden-7", profile="soil")
    words = [str(STOEP), "garden", "erase", "garden-7", "--config", str(stage.gateway.config)]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    return done.stderr.rpartition("stoep: ")[2].strip()


@scene("somebody reads while a garden is erased")
def _(stage: Stage) -> str:
    stage.gateway.enroll("garden-7", profile="soil")
    path = stage.gateway.state_dir / ARCHIVE_FILE
    path.parent.mkdir(mode=0o700)
    with closing(open_archive(path)), closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM device").fetchall()
        return stage.error("garden", "erase", "garden-7", "--yes")


@scene("table of soils that is not there")
def _(stage: Stage) -> str:
    stage.changed("[garden]", '[garden]\nsoil_file = "soils.csv"')
    found = stage.gateway.stoep("check", code=1).strip()
    assert _setup(stage, "--postcode", "2586") == found
    return found


@scene("table of soils: a class that there is not")
def _(stage: Stage) -> str:
    (stage.gateway.folder / "soils.csv").write_text("postcode4,class\n2586,B99\n")
    stage.changed("[garden]", '[garden]\nsoil_file = "soils.csv"')
    return stage.gateway.stoep("check", code=1).strip()


def _almanac(stage: Stage) -> Path:
    return stage.gateway.state_dir / ALMANAC_FILE


@scene("a report of gardens before the first one")
def _(stage: Stage) -> str:
    said = stage.error("garden", "report", "--year", "2026")
    assert stage.error("garden", "open-data", stage.tmp_path / "open") == said
    return said


@scene("a report of a year without figures")
def _(stage: Stage) -> str:
    AlmanacWriter(_almanac(stage)).close()
    return stage.error("garden", "report", "--year", "2025")


@scene("open data into a file")
def _(stage: Stage) -> str:
    AlmanacWriter(_almanac(stage)).close()
    (stage.tmp_path / "open").touch()
    return stage.error("garden", "open-data", stage.tmp_path / "open")


@scene("almanac damaged")
def _(stage: Stage) -> str:
    _almanac(stage).parent.mkdir()
    _almanac(stage).write_bytes(b"no database" * 500)
    return stage.error("garden", "report", "--year", "2026")


@scene("erasure interrupted")
def _(stage: Stage) -> str:
    Erasures(stage.gateway.state_dir).begin(Erasure(garden=Garden(name="yard", names=("yard-1",)), held={}))
    return next(line for line in stage.gateway.stoep("check", code=1).splitlines() if line.startswith("garden "))


@scene("list of erasures damaged")
def _(stage: Stage) -> str:
    shutil.copy(stage.gateway.state_dir / "master.key", stage.gateway.state_dir / "erasing.json")
    said = stage.error("garden", "erase", "yard", "--yes")
    assert said in stage.gateway.stoep("check", code=1)
    return said


@scene("a link that is there already")
def _(stage: Stage) -> str:
    stage.gateway.enroll("yard-1", profile="soil", group="yard")
    stage.gateway.stoep("garden", "link", "yard")
    return stage.error("garden", "link", "yard")


@scene("own page of a garden without a soil sensor")
def _(stage: Stage) -> str:
    stage.gateway.enroll("yard-2", profile="air", group="yard")
    said = stage.error("garden", "link", "yard")
    assert stage.error("garden", "setup", "yard", "--show") == said
    return said


@scene("own page of a garden that was withdrawn")
def _(stage: Stage) -> str:
    stage.gateway.enroll("yard-1", profile="soil", group="yard")
    stage.gateway.stoep("garden", "withdraw", "yard")
    return stage.error("garden", "link", "yard")


def _setup(stage: Stage, *words: str) -> str:
    stage.gateway.enroll("yard-1", profile="soil", group="yard")
    return stage.error("garden", "setup", "yard", *words)


@scene("nothing said of a garden")
def _(stage: Stage) -> str:
    return _setup(stage)


@scene("something said of a garden that is only shown")
def _(stage: Stage) -> str:
    return _setup(stage, "--show", "--planting", "lawn")


@scene("soil that is no class")
def _(stage: Stage) -> str:
    return _setup(stage, "--soil", "klei")


@scene("soil said twice")
def _(stage: Stage) -> str:
    return _setup(stage, "--soil", "B10", "--postcode", "2586")


@scene("how a soil is known, without a soil")
def _(stage: Stage) -> str:
    return _setup(stage, "--soil-by", "finger")


@scene("postcode without a table of soils")
def _(stage: Stage) -> str:
    return _setup(stage, "--postcode", "2586")


def _with_soils(stage: Stage, text: str) -> None:
    file = stage.tmp_path / "soils.csv"
    file.write_text(text)
    stage.changed("[garden]\n", f'[garden]\nsoil_file = "{file}"\n')


@scene("postcode that is not in the table of soils")
def _(stage: Stage) -> str:
    _with_soils(stage, "postcode4,class\n2586,B02\n")
    return _setup(stage, "--postcode", "1011")


@scene("share of paving that is none")
def _(stage: Stage) -> str:
    return _setup(stage, "--paved", "half")


@scene("points of a probe that calibrate nothing")
def _(stage: Stage) -> str:
    said = _setup(stage, "--dry-mv", "1150", "--wet-mv", "2700")
    for words in (("--dry-mv", "2700"), ("--dry-mv", "a", "--wet-mv", "b"), ("--dry-mv", "9999", "--wet-mv", "1150")):
        assert stage.error("garden", "setup", "yard", *words).startswith("--dry-mv and --wet-mv: ")
    return said


@scene("consent to something else")
def _(stage: Stage) -> str:
    return _setup(stage, "--consent", "research,adverts")

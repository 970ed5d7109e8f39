"""Something is wrong with a description of a sensor."""

from pathlib import Path

from support.scenes import scene
from support.stage import Stage


def _file(stage: Stage, text: str) -> Path:
    file = stage.tmp_path / "source.toml"
    file.write_text(text)
    return file


@scene("description of a sensor: unknown key")
def _(stage: Stage) -> str:
    return stage.error("privacy", "register", _file(stage, '[source]\nid = "a"\norganization = "b"\n'))


@scene("description of a sensor: unknown answer")
def _(stage: Stage) -> str:
    text = '[source]\nid = "a"\n[facts]\nshared = "everybody"\n'
    return stage.error("privacy", "report", _file(stage, text), "--into", stage.tmp_path / "report")


@scene("description of a sensor: a precise place")
def _(stage: Stage) -> str:
    text = '[source]\nid = "a"\ncell_x_m = 81251\ncell_y_m = 457750\ncell_size_m = 500\n'
    return stage.error("privacy", "register", _file(stage, text))


@scene("description of a sensor that is not there")
def _(stage: Stage) -> str:
    return stage.error("privacy", "register", stage.tmp_path / "none.toml")


@scene("neither a description nor the gateway")
def _(stage: Stage) -> str:
    return stage.error("privacy", "register")


@scene("two descriptions of one sensor")
def _(stage: Stage) -> str:
    file = _file(stage, '[source]\nid = "a"\n')
    return stage.error("privacy", "register", file, file)


@scene("what is told of own sensors is wrong")
def _(stage: Stage) -> str:
    folder = stage.gateway.folder / "told"
    folder.mkdir()
    (folder / "people.toml").write_text('[source]\npurpose.nl = "Zien hoe druk het is."\n')
    stage.changed("[privacy]", '[privacy]\nanswers_dir = "told"')
    found = stage.gateway.stoep("check", code=1).strip()
    assert stage.error("privacy", "register", "--gateway") == found
    return found


@scene("what is told of own sensors is not there")
def _(stage: Stage) -> str:
    stage.changed("[privacy]", '[privacy]\nanswers_dir = "told"')
    return stage.gateway.stoep("check", code=1).strip()

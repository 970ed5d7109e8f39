"""Something is wrong with what [air] names."""

from support.scenes import scene
from support.stage import Stage


def changed(stage: Stage, *lines: str) -> None:
    stage.changed("[air]", "\n".join(["[air]", *lines]))


def checked(stage: Stage, official: str) -> str:
    """What `stoep check` finds of this file."""
    folder = stage.gateway.folder / "air"
    folder.mkdir()
    (folder / "official.csv").write_text(official)
    changed(stage, 'official_file = "air/official.csv"', 'official_source = "RIVM, CC0"')
    return stage.gateway.stoep("check", code=1).strip()


@scene("particle sensor that nobody knows")
def _(stage: Stage) -> str:
    stage.configured('[air.sensors]\nlucht-2 = "sds011"\n')
    return stage.error("run")


@scene("official values in a folder with secrets")
def _(stage: Stage) -> str:
    stage.configured('[air]\nofficial_file = "official.csv"\nofficial_source = "RIVM"\n')
    return stage.error("run")


@scene("official values of nobody")
def _(stage: Stage) -> str:
    stage.configured('[air]\nofficial_file = "air/official.csv"\n')
    return stage.error("run")


@scene("type of a particle sensor that is no device")
def _(stage: Stage) -> str:
    changed(stage, 'sensors = {lucht-2 = "sps30"}')
    return stage.gateway.stoep("check", code=1).strip()


@scene("type of a particle sensor that measures something else")
def _(stage: Stage) -> str:
    stage.gateway.enroll("garden-7", profile="soil")
    changed(stage, 'sensors = {garden-7 = "sps30"}')
    return stage.gateway.stoep("check", code=1).strip()


@scene("official values: a cell that is no number")
def _(stage: Stage) -> str:
    return checked(stage, "time,station,no2\n2027-06-12T08:00Z,Haag,much\n")


@scene("official values: times without an offset")
def _(stage: Stage) -> str:
    return checked(stage, "time,station,no2\n2027-06-12T08:00,Haag,20\n")


@scene("official values that have ended")
def _(stage: Stage) -> str:
    return checked(stage, "time,station,no2\n2020-06-12T08:00Z,Haag,20\n")

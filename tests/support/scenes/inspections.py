"""A gateway is looked at, and there is not what is asked for."""

from support.scenes import scene
from support.stage import Stage


@scene("a gateway without devices is looked at")
def _(stage: Stage) -> str:
    return stage.error("privacy", "check", "--gateway")


@scene("a gateway is looked at for devices that it does not have")
def _(stage: Stage) -> str:
    stage.gateway.enroll("telpunt-1", profile="people")
    stage.gateway.enroll("tuin-1", profile="soil")
    return stage.error("privacy", "check", "--gateway", "--chain", "camera")


@scene("a page is wanted of a gateway that is looked at")
def _(stage: Stage) -> str:
    return stage.error("privacy", "check", "--gateway", "--html", stage.tmp_path / "page.html")

"""Something is wrong with what [privacy] names."""

from support.scenes import scene
from support.stage import Stage


@scene("privacy rules in a folder with secrets")
def _(stage: Stage) -> str:
    stage.configured('[privacy]\nrules = "."\n')
    return stage.error("run")


@scene("privacy rules that are not there")
def _(stage: Stage) -> str:
    stage.changed("[privacy]", '[privacy]\nrules = "privacy-rules"')
    return stage.gateway.stoep("check", code=1).strip()

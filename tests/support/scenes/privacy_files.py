"""Something is wrong with a file of answers about a sensor, or with a rulebook of somebody's own."""

import io
from contextlib import redirect_stderr
from pathlib import Path

from stoep_gateway.commands.main import main
from support.rulebook_folder import GATES, RULES, SMALL, changed, copied
from support.scenes import scene
from support.stage import Stage


def refused(*words: str | Path) -> str:
    """What `stoep privacy check` says."""
    with redirect_stderr(io.StringIO()) as said:
        assert main(["privacy", "check", *map(str, words)]) == 2
    return said.getvalue().strip().removeprefix("stoep: ")


def answered(stage: Stage, text: str) -> str:
    """What it says of a file of answers."""
    file = stage.tmp_path / "doorbell.toml"
    file.write_text(text)
    return refused(file, "--rules", SMALL)


def ruled(stage: Stage, file: str, *, old: str, new: str) -> str:
    """What it says of a rulebook that is the small one but for one change."""
    folder = copied(stage.tmp_path)
    changed(folder, file, old=old, new=new)
    return refused(stage.tmp_path / "doorbell.toml", "--rules", folder)


@scene("no sensor to check")
def _(_: Stage) -> str:
    return refused("--rules", SMALL)


@scene("file of answers that is not there")
def _(stage: Stage) -> str:
    return refused(stage.tmp_path / "doorbel.toml", "--rules", SMALL)


@scene("file of answers: a key that is almost right")
def _(stage: Stage) -> str:
    return answered(stage, 'operator = "H"\nkeep_day = 2\n')


@scene("file of answers: a key that is nothing like one")
def _(stage: Stage) -> str:
    return answered(stage, "colour = 2\n")


@scene("file of answers: a value that is none")
def _(stage: Stage) -> str:
    return answered(stage, 'operator = "household"\n')


@scene("file of answers: one value where several may be")
def _(stage: Stage) -> str:
    return answered(stage, 'captures = "image"\n')


@scene("file of answers: a number out of bounds")
def _(stage: Stage) -> str:
    return answered(stage, "keep_days = -2\n")


@scene("file of answers: a fake that sees something")
def _(stage: Stage) -> str:
    return answered(stage, 'captures = ["nothing_fake", "image"]\n')


@scene("file of answers: not TOML")
def _(stage: Stage) -> str:
    return answered(stage, "operator = H\n")


@scene("page of a privacy check in a folder that is not there")
def _(stage: Stage) -> str:
    file = stage.tmp_path / "doorbell.toml"
    file.write_text('operator = "H"\n')
    return refused(file, "--rules", SMALL, "--html", stage.tmp_path / "nowhere/page.html")


@scene("rulebook: a folder that is none")
def _(stage: Stage) -> str:
    return refused(stage.tmp_path / "doorbell.toml", "--rules", stage.tmp_path)


@scene("rulebook: a condition on a fact that there is not")
def _(stage: Stage) -> str:
    return ruled(stage, RULES, old="keep_days <= 28", new="keep_dys <= 28")


@scene("rulebook: a rule without a source")
def _(stage: Stage) -> str:
    text = (SMALL / RULES).read_text()
    start = text.index("[[rule.source]]")
    return ruled(stage, RULES, old=text[start : text.index("[[rule.case]]")], new="")


@scene("rulebook: a rule without a failing case")
def _(stage: Stage) -> str:
    return ruled(stage, RULES, old='verdict = "does-not-meet"\nwhy', new='verdict = "meets"\nwhy')


@scene("rulebook: a date that is none")
def _(stage: Stage) -> str:
    return ruled(stage, RULES, old="valid_from = 2018-05-25", new='valid_from = "May 2018"')


@scene("rulebook: a key of a gate that there is not")
def _(stage: Stage) -> str:
    return ruled(stage, GATES, old="[[gate.open]]", new="[[gate.ajar]]")

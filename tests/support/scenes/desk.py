"""Something is wrong with who may log in."""

import os

import httpx
import pytest

from stoep_gateway.config.private_file import write_private
from support.scenes import scene
from support.stage import Stage
from support.waiting import LIMIT_S


def _added(stage: Stage, name: str, *, password: str = "zee wind zand 12") -> None:
    write_private(stage.tmp_path / "password", password.encode())
    stage.gateway.stoep("desk", "user", "add", name, "--role", "act", "--password-file", stage.tmp_path / "password")


@scene("user is there already")
def _(stage: Stage) -> str:
    _added(stage, "duty-1")
    return stage.error("desk", "user", "add", "duty-1", "--role", "see")


@scene("user's name is none")
def _(stage: Stage) -> str:
    return stage.error("desk", "user", "add", "Duty 1", "--role", "see")


@scene("nobody of that name")
def _(stage: Stage) -> str:
    return stage.error("desk", "user", "password", "duty-2")


@scene("password not good enough")
def _(stage: Stage) -> str:
    write_private(stage.tmp_path / "password", b"duty-1 likes the sea")
    return stage.error("desk", "user", "add", "duty-1", "--role", "see", "--password-file", stage.tmp_path / "password")


@scene("no terminal to ask for a password")
def _(stage: Stage) -> str:
    return stage.error("desk", "user", "add", "duty-1", "--role", "see")


@scene("desk without a state folder")
def _(stage: Stage) -> str:
    stage.configured(f'[gateway]\nstate_dir = "{stage.tmp_path}/elsewhere"\n')
    return stage.error("desk", "log")


@scene("desk of another user")
def _(stage: Stage) -> str:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(stage.gateway.state_dir, 54321, 54321)
    return stage.error("desk", "log")


@scene("desk damaged")
def _(stage: Stage) -> str:
    _added(stage, "duty-1")
    (stage.gateway.state_dir / "desk" / "desk.db").write_bytes(b"damaged" * 999)
    return stage.error("desk", "log")


@scene("desk damaged, or no room for it, while the pages run")
def _(stage: Stage) -> str:
    _added(stage, "duty-1")
    with stage.running_part("web") as log:
        stage.gateway.wait_until(lambda: "pages at" in log.read_text(), what="pages are served")
        (stage.gateway.state_dir / "desk" / "desk.db").write_bytes(b"damaged" * 999)
        httpx.post(
            f"http://127.0.0.1:{stage.gateway.web_port}/desk/login",
            data={"name": "duty-1", "password": "zee wind zand 12"},
            headers={"sec-fetch-site": "same-origin"},
            timeout=LIMIT_S,
        )
        return stage.wait(log, situation="desk damaged, or no room for it, while the pages run")

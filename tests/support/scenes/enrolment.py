"""Something is wrong with a code, or with the gateway that it leads to."""

import re
import socket
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from stoep_gateway.commands.main import main
from stoep_maker.errors import MakerError
from stoep_maker.identity import read_networks
from stoep_maker.redeem import parse_code, redeem
from support.open_desk import open_desk
from support.ports import free_port
from support.scenes import scene
from support.stage import Stage, listening


@scene("list of invites damaged")
def _(stage: Stage) -> str:
    _invite(stage, "garden-7", "--profile", "soil")
    (stage.gateway.state_dir / "invites.json").write_text("{")
    return stage.error("device", "list")


@scene("enrolment certificate damaged")
def _(stage: Stage) -> str:
    _invite(stage, "garden-7", "--profile", "soil")
    (stage.gateway.state_dir / "enrolment.pem").write_text("x")
    return stage.error("device", "invite", "garden-7", "--profile", "soil")


@scene("enrolment port taken")
def _(stage: Stage) -> str:
    with socket.create_server(("127.0.0.1", stage.gateway.enrolment_port)):
        return stage.logged_error("run", "--part", "enrolment")


@scene("good code, but the gateway cannot")
def _(stage: Stage) -> str:
    """Two devices that may not be there together."""
    codes = [_invite(stage, name, "--profile", "people", "--group", "street") for name in ("beam-1", "beam-2")]
    with stage.running_part("enrolment") as log:
        stage.gateway.wait_until(lambda: "codes are redeemed at " in log.read_text(), what="codes are redeemed")
        redeem(parse_code(codes[0]))
        _refused(codes[1])
        return stage.wait(log, situation="good code, but the gateway cannot")


@scene("the same, seen by the maker")
def _(stage: Stage) -> str:
    codes = [_invite(stage, name, "--profile", "people", "--group", "street") for name in ("beam-1", "beam-2")]
    with open_desk(stage.gateway.config):
        redeem(parse_code(codes[0]))
        return _refused(codes[1])


@scene("a second counter in a cell")
def _(stage: Stage) -> str:
    said = [
        stage.gateway.stoep(
            *("device", "enroll", name, "--profile", "people", "--cell", "81250,455250"),
            *("--bundle", stage.tmp_path / f"{name}.json"),
        )
        for name in ("beam-1", "beam-2")
    ]
    return next(line for line in said[1].splitlines() if "budget" in line)


@scene("code used")
def _(stage: Stage) -> str:
    code = _invite(stage, "garden-7", "--profile", "soil")
    with open_desk(stage.gateway.config):
        redeem(parse_code(code))
        return _refused(code)


@scene("code expired")
def _(stage: Stage) -> str:
    code = _invite(stage, "garden-7", "--profile", "soil", "--hours", "1")
    with open_desk(stage.gateway.config, later_s=3601):
        return _refused(code)


@scene("foreign code")
def _(stage: Stage) -> str:
    code = _invite(stage, "garden-7", "--profile", "soil")
    with open_desk(stage.gateway.config):
        return _refused(_with_token(code, "a" * 26))


@scene("wrong codes again and again")
def _(stage: Stage) -> str:
    code = _invite(stage, "garden-7", "--profile", "soil")
    with open_desk(stage.gateway.config):
        for letter in "abcde":
            _refused(_with_token(code, letter * 26))
        return _refused(code)


@scene("code of another gateway")
def _(stage: Stage) -> str:
    code = _invite(stage, "garden-7", "--profile", "soil")
    (stage.gateway.state_dir / "enrolment.pem").unlink()
    _invite(stage, "garden-8", "--profile", "soil")
    with open_desk(stage.gateway.config):
        return _refused(code)


@scene("code: no gateway at that address")
def _(stage: Stage) -> str:
    return _refused(f"127.0.0.1:{free_port()}/{'a' * 26}/{'a' * 26}")


@scene("code: something else at that address")
def _(stage: Stage) -> str:
    with listening(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        return _refused(f"127.0.0.1:{port}/{'a' * 26}/{'a' * 26}")


@scene("code: not a code")
def _(stage: Stage) -> str:
    with pytest.raises(MakerError) as caught:
        parse_code("127.0.0.1:8443/my-secret")
    assert "my-secret" not in str(caught.value)
    return str(caught.value)


@scene("Wi-Fi file readable by others")
def _(stage: Stage) -> str:
    file: Path = stage.tmp_path / "wifi.json"
    file.write_text('[["thuis", "geheim"]]')
    file.chmod(0o644)
    with pytest.raises(MakerError) as caught:
        read_networks(file)
    return str(caught.value)


def _invite(stage: Stage, *words: str) -> str:
    """A code. In this process: there are many."""
    with redirect_stdout(StringIO()) as said:
        assert main(["device", "invite", *words, "--config", str(stage.gateway.config)]) == 0
    return next(line for line in said.getvalue().splitlines() if "/" in line and " " not in line)


def _with_token(code: str, token: str) -> str:
    return re.sub(r"[^/]+$", token, code)


def _refused(code: str) -> str:
    with pytest.raises(MakerError) as caught:
        redeem(parse_code(code))
    assert code.rsplit("/", 1)[1] not in str(caught.value)
    return str(caught.value)

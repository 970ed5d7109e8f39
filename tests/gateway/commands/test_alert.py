"""`stoep alert test` says whether a channel's message arrives."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.handlers import Mailbox

from stoep_gateway.commands.main import main
from support.mail_server import mail_server


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Path]:
    """A channel by a mail server that is there."""
    with mail_server(Mailbox(tmp_path / "mail")) as port:
        mail = f'host = "localhost"\nport = {port}\ntls = "none"\nfrom = "a@example.org"\nto = ["b@example.org"]'
        (tmp_path / "stoep.toml").write_text(f'[[alert]]\nname = "phones"\ntype = "email"\n{mail}\n')
        yield tmp_path / "stoep.toml"


def test_a_message_that_says_it_is_a_test_arrives(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alert", "test", "phones", "--config", str(config)]) == 0
    assert capsys.readouterr().out == "phones: it has arrived\n"
    [message] = (config.parent / "mail" / "new").iterdir()
    assert "Subject: Proef: dit is geen melding" in message.read_text()


def test_a_channel_that_fails_says_why(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.write_text(config.read_text().replace("port = ", "port = 1 # "))
    assert main(["alert", "test", "phones", "--config", str(config)]) == 1
    assert capsys.readouterr().out.startswith("phones: mail server localhost:1 is not there")


def test_a_channel_that_there_is_not_is_said(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alert", "test", "desk", "--config", str(config)]) == 2
    assert "no [[alert]] is called desk" in capsys.readouterr().err

"""What a daemon said is told in words, and a part that cannot run is heard at once."""

from pathlib import Path

from stoep_simulators.commands.daemon_log import DaemonLog

_REFUSED = '{"level": "error", "logger": "stoep.run", "message": "stoep.toml:9: unknown type"}\n'
_OTHER = '{"level": "warning", "logger": "stoep.supervise", "message": "gateway ended"}\n'


def log(folder: Path, text: str) -> DaemonLog:
    found = DaemonLog(folder / "gateway.log")
    found.path.write_text(text)
    return found


def test_its_last_words_are_those_of_its_last_lines(tmp_path: Path) -> None:
    assert DaemonLog(tmp_path / "none").last_words() == "it said nothing"
    assert log(tmp_path, "old\n" * 9 + _REFUSED + _OTHER + "[1, 2]\nplain\n").last_words() == (
        "old / stoep.toml:9: unknown type / gateway ended / [1, 2] / plain"
    )


def test_a_refusal_is_one_of_this_start(tmp_path: Path) -> None:
    found = log(tmp_path, _OTHER)
    assert found.refusal() == ""
    with found.path.open("a") as file:
        file.write(_REFUSED)
    assert found.refusal() == "stoep.toml:9: unknown type"
    found.begin()
    assert found.refusal() == ""

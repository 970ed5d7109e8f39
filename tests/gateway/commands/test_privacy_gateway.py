"""`stoep privacy check --gateway`: what it says to whoever waits for it."""

from pathlib import Path

from support.gateway import STOEP, Gateway
from support.terminal import AtProgram


def test_a_person_is_told_how_long_it_may_take(tmp_path: Path) -> None:
    with Gateway(tmp_path / "gateway") as gateway:
        gateway.enroll("weer-1", profile="weather")
        words = ("privacy", "check", "--gateway", "--listen", "0", "--config", gateway.config)
        with AtProgram(STOEP, *words) as person:
            person.until("looking; devices are listened to for at most 0 s")
            person.until("LOOKED AT")

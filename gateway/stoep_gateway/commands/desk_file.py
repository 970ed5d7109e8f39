"""Open the desk at the console: by its own user alone, or the pages could not write it any more."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from stoep_gateway.config.settings import Settings
from stoep_gateway.desk.database import FILE_NAME
from stoep_gateway.desk.desk import Desk
from stoep_gateway.errors import ConfigError, RetryableError


def opened_desk(settings: Settings, *, command: str) -> Desk:
    """With the newest schema. command: as in "stoep desk". ConfigError."""
    path = settings.gateway.state_dir / FILE_NAME
    try:
        owner = settings.gateway.state_dir.stat().st_uid
    except OSError as error:
        raise ConfigError(f"{settings.gateway.state_dir}: no state folder here: run stoep init") from error
    if owner != os.geteuid():  # a file of root's would keep the pages from writing
        name = str(owner)
        with suppress(KeyError):
            name = pwd.getpwuid(owner).pw_name
        raise ConfigError(
            f"{path}: belongs to user {name}: run this as that user: runuser -u {name} -- stoep {command} ..."
        )
    desk = Desk(path, keep_days=settings.desk.keep_days)
    desk.prepare()
    return desk


@contextmanager
def waiting_for_desk() -> Iterator[None]:
    """Around what reads or writes it: a person must act if that fails now."""
    try:
        yield
    except RetryableError as error:
        raise ConfigError(str(error)) from error


def held_desk(settings: Settings) -> Desk | None:
    """For a resident's request: None where there is none yet, which keeps nothing of anybody. ConfigError."""
    path = settings.gateway.state_dir / FILE_NAME
    if not path.exists():
        return None
    desk = Desk(path, keep_days=settings.desk.keep_days)
    desk.prepare()
    return desk

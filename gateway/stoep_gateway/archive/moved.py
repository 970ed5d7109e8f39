"""An archive of stoep 0.4 and before lay in the state folder itself, beside keys and journal."""

from pathlib import Path

from stoep_gateway.archive.status import status_path
from stoep_gateway.archive.writer import FILE_NAME
from stoep_gateway.config.private_file import make_private_folder, sync_folder
from stoep_gateway.errors import ConfigError

_OLD_NAME = "archive.db"


def move_in(state_dir: Path) -> None:
    """Put it where it belongs now, before anybody opens it. Cut off in between, the next start goes on. ConfigError."""
    old, new = state_dir / _OLD_NAME, state_dir / FILE_NAME
    if not old.exists():
        return
    if new.exists():
        raise ConfigError(f"{old}: there is an archive in {new.parent} already: move one of the two away")
    make_private_folder(new.parent)
    try:
        # The log first: without the database beside it nobody takes it for one's own. The index is made anew.
        log = state_dir / f"{_OLD_NAME}-wal"
        if log.exists():
            log.replace(new.with_name(f"{new.name}-wal"))
        (state_dir / f"{_OLD_NAME}-shm").unlink(missing_ok=True)
        status_path(old).unlink(missing_ok=True)  # renewed in seconds
        sync_folder(new.parent)
        old.replace(new)
        sync_folder(new.parent)
        sync_folder(state_dir)
    except OSError as error:
        raise ConfigError(
            f"{old}: cannot be moved to {new} ({error.strerror}): move it, with the gateway stopped"
        ) from error

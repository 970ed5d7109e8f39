"""Keep the invites in invites.json. Hold the registry's lock around load, decide, put."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from stoep_gateway.registry.enrolment import Enrolment
from stoep_gateway.registry.invite import Invite
from stoep_gateway.registry.list_file import ListFile
from stoep_gateway.registry.profiles import as_json, parse
from stoep_gateway.registry.store import cell_of


class Invites:
    """The file; every call reads or writes it afresh."""

    def __init__(self, state_dir: Path) -> None:
        self._file = ListFile(
            state_dir / "invites.json",
            key="invites",
            what="list of invites",
            remedy="remove it, and invite anew who was invited",
        )

    def load(self) -> tuple[Invite, ...]:
        """Oldest first; none while the file is not there yet. ConfigError: damaged, readable by others."""
        entries = self._file.load()
        try:
            return tuple(_invite(entry) for entry in entries)
        except (KeyError, TypeError, ValueError) as error:
            raise self._file.damaged(type(error).__name__) from error

    def put(self, invites: Iterable[Invite]) -> None:
        """Write the list. ConfigError."""
        self._file.put([_entry(invite) for invite in invites])

    def stamp(self) -> tuple[int, int, int]:
        """Changes whenever the file was written anew; zeros while there is none."""
        return self._file.stamp()


def _entry(invite: Invite) -> dict[str, Any]:
    profile = invite.request.profile
    return {**asdict(invite), "request": {**asdict(invite.request), "profile": profile and as_json(profile)}}


def _invite(entry: dict[str, Any]) -> Invite:
    request = entry["request"]
    profile = request["profile"] and parse(request["profile"])
    return Invite(
        **{**entry, "request": Enrolment(**{**request, "profile": profile, "cell": cell_of(request["cell"])})}
    )

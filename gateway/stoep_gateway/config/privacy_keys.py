"""The settings of the privacy tool: which rules hold, and what only people can tell of the gateway's own chains."""

from collections.abc import Iterator
from pathlib import Path

from stoep_gateway.config.key import Key
from stoep_gateway.config.settings import PrivacySettings

PRIVACY_KEYS: tuple[Key, ...] = (
    Key(
        name="rules",
        type=str,
        default="",
        path=True,
        meaning="A folder with a rulebook of your own, a changed copy of the shipped one, nothing secret in it: "
        "the pages may read all of it; empty = that one.",
    ),
    Key(
        name="answers_dir",
        type=str,
        default="",
        path=True,
        meaning="A folder with what no look at a gateway can tell, such as whose its sensors are: people.toml, "
        "air.toml … by profile, device files or source descriptions; empty = nothing is told.",
    ),
)


def privacy_flaws(privacy: PrivacySettings, *, private: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    """(key, what is wrong with it). private: folders that hold secrets."""
    if privacy.rules is None:
        return
    folder = privacy.rules.resolve()
    if any(each.resolve().is_relative_to(folder) for each in private):
        yield "rules", "must be a folder of its own, such as privacy-rules/: the pages may read all of it"

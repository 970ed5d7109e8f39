"""The settings of the privacy tool: which rules hold, and what only people can tell of the gateway's own chains."""

from stoep_gateway.config.key import Key

PRIVACY_KEYS: tuple[Key, ...] = (
    Key(
        name="rules",
        type=str,
        default="",
        path=True,
        meaning="A folder with a rulebook of your own, a changed copy of the shipped one; empty = that one.",
    ),
    Key(
        name="answers_dir",
        type=str,
        default="",
        path=True,
        meaning="A folder with what no look at a gateway can tell: people.toml, soil.toml … by profile, as for "
        "`stoep privacy check`; empty = nothing is told.",
    ),
)

"""What the desk knows of people and of what they did. Frozen records."""

from dataclasses import dataclass, field

SEE, ACT = "see", "act"
ROLES = (SEE, ACT)
CONSOLE = "console"  # in the log: who did it typed a command at the gateway; no user may be called so

# What a line of the log may say, and by whom.
ADDED, ROLE, PASSWORD, REMOVED = "added", "role", "password", "removed"
LOGGED_IN, LOGGED_OUT, WRONG_PASSWORD = "logged in", "logged out", "wrong password"
ACKNOWLEDGED, ACKNOWLEDGED_AGAIN = "acknowledged", "acknowledged again"
WHAT = (ADDED, ROLE, PASSWORD, REMOVED, LOGGED_IN, LOGGED_OUT, WRONG_PASSWORD, ACKNOWLEDGED, ACKNOWLEDGED_AGAIN)
OF_ALERTS = (ACKNOWLEDGED, ACKNOWLEDGED_AGAIN)

NOTE_CHARS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """role: SEE or ACT."""

    id: int
    name: str
    role: str
    made_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """The first one of an alert. user: the name."""

    user: str
    at_s: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the log. what: one of WHAT; about: an alert's id or a user's name, "" when it is who did it."""

    at_s: int
    user: str
    what: str
    about: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What a login or a change of password may be tried with. wait_s above 0: not now.

    hash: of the password to compare with; of nobody's for a name that is not there, so that it takes as long.
    is_known: that user has logged in with this browser before.
    """

    wait_s: int
    hash: str = field(repr=False)
    user: User | None
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a browser gets that somebody has logged in with. session: who it is; browser: that it is known."""

    session: str = field(repr=False)
    browser: str = field(repr=False)

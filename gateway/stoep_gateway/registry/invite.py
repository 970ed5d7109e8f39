"""Decide what inviting, redeeming and withdrawing do to the list of invites. Pure: the store writes the outcome."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from stoep_gateway.registry.enrolment import Enrolment

KEPT_S = 86_400  # how long after its end an invite is remembered, so that "used" and "expired" can be told apart


class RefusedError(Exception):
    """A code is not good for an enrolment. reason: "unknown", "used" or "expired"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """What an operator has offered. token_sha256: hexadecimal; the token is kept nowhere. Times: Unix seconds."""

    request: Enrolment
    token_sha256: str
    expires_s: int
    used_s: int | None = None

    @property
    def ended_s(self) -> int:
        """From when on it is no longer good."""
        return self.expires_s if self.used_s is None else self.used_s

    def is_open(self, *, now_s: float) -> bool:
        """Whether its code can be redeemed."""
        return self.used_s is None and now_s < self.expires_s


def token_sha256(token: str) -> str:
    """What is kept of a token. A plain hash will do: it is of 128 random bits, not of a person's word."""
    return sha256(token.encode()).hexdigest()


def with_invite(invites: Iterable[Invite], *, invite: Invite, now_s: float) -> tuple[Invite, ...]:
    """The list with a new one; an open one of the same name is withdrawn by it, those that ended long ago go."""
    return (*without(remembered(invites, now_s=now_s), name=invite.request.name, now_s=now_s), invite)


def without(invites: Iterable[Invite], *, name: str, now_s: float) -> tuple[Invite, ...]:
    """The list without that name's open one: its code is unknown from then on."""
    return tuple(each for each in invites if each.request.name != name or not each.is_open(now_s=now_s))


def remembered(invites: Iterable[Invite], *, now_s: float) -> tuple[Invite, ...]:
    """Those that are open or ended a short time ago."""
    return tuple(each for each in invites if now_s < each.ended_s + KEPT_S)


def find(invites: Iterable[Invite], *, token: str, now_s: float) -> Invite:
    """The open one of that token. RefusedError."""
    wanted = token_sha256(token)
    found = next((each for each in invites if each.token_sha256 == wanted), None)
    if found is None:
        raise RefusedError("unknown")
    if not found.is_open(now_s=now_s):
        raise RefusedError("expired" if found.used_s is None else "used")
    return found


def redeemed(invites: Iterable[Invite], *, invite: Invite, now_s: float) -> tuple[Invite, ...]:
    """The list with that one used."""
    return tuple(replace(each, used_s=int(now_s)) if each == invite else each for each in invites)

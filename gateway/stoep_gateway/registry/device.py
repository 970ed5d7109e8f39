"""One enrolled device, as the registry knows it."""

from dataclasses import dataclass

from stoep_gateway.records import Cell
from stoep_protocol.profiles import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """generation: from 1, one more at each enrolment.

    group: whose privacy budget it spends. cell: None for a device without a place. sample_s, send_s: seconds between
    rows and between sends. withdrawn: its resident took it back, nothing of it is passed on any more.
    """

    name: str
    profile: Profile
    generation: int
    group: str
    cell: Cell | None
    sample_s: int
    send_s: int
    revoked: bool = False
    withdrawn: bool = False

    @property
    def broker_users(self) -> tuple[tuple[str, int], ...]:
        """(user, generation) that the broker accepts, newest first: a board that waits for its re-flash gets in."""
        if self.revoked:
            return ()
        generations = (self.generation, self.generation - 1) if self.generation > 1 else (1,)
        return tuple((broker_user(self.name, generation=generation), generation) for generation in generations)


def broker_user(name: str, *, generation: int) -> str:
    """The broker's user of one generation; no device id has an underscore, so users of two devices never meet.

    Not a dot: devices use it as their client id too, and NATS refuses a dot there.
    """
    return name if generation == 1 else f"{name}_{generation}"

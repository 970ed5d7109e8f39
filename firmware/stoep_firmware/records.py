"""What the link is told and what it hears, as records."""

from collections import namedtuple

from stoep_protocol.compat import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple

    class Identity(NamedTuple):
        """Who this device is. board_id: 1–8 bytes of the hardware."""

        device_id: str
        secret: bytes
        board_id: bytes
        firmware: str

    class Vitals(NamedTuple):
        """The device's state now. configuration: the version applied, 0 none. update: of Updates.value."""

        battery_mv: "int | None"
        rssi_dbm: "int | None"
        reset_cause: int
        sample_s: int
        send_s: int
        configuration: int
        update: int

    class Heard(NamedTuple):
        """What a reply asks of the caller. configuration: not applied yet; command: not carried out yet.

        update: (version, bytes of its head), not dealt with yet.
        """

        time_s: "int | None"
        configuration: "tuple[int, dict[int, int]] | None"
        command: "tuple[int, int] | None"
        update: "tuple[int, int] | None"
else:
    Identity = namedtuple("Identity", ("device_id", "secret", "board_id", "firmware"))
    Vitals = namedtuple(
        "Vitals", ("battery_mv", "rssi_dbm", "reset_cause", "sample_s", "send_s", "configuration", "update")
    )
    Heard = namedtuple("Heard", ("time_s", "configuration", "command", "update"))

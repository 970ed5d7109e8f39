"""What a device says of itself besides rows: hello, health, versions, echo; and until when it owes each."""

from stoep_firmware.records import Vitals
from stoep_firmware.state import NO_ANCHOR
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.extras import Echo, Extras, Health
from stoep_protocol.hello import Hello
from stoep_protocol.reply import DOWN_COMMAND, DOWN_CONFIGURATION, DOWN_UPDATE, FLAG_HELLO
from stoep_protocol.update import reported

if TYPE_CHECKING:
    from stoep_firmware.outbox import Outbox
    from stoep_firmware.records import Identity
    from stoep_firmware.rtc import RtcRecord
    from stoep_protocol.reply import Reply

_HEALTH_EVERY_S = const(3600)
_NOT_SENT = const(-1)


class Report:
    """hello_counter, state_counter: of such a frame in flight, -1 for none."""

    def __init__(self, outbox: "Outbox", *, rtc: "RtcRecord", identity: "Identity") -> None:
        self._outbox = outbox
        self._rtc = rtc
        self._identity = identity
        self._uptime_s = 0
        self._owes_health = True
        self._told_dropped = 0
        self.vitals = Vitals(None, None, 0, 1, 1, 0, 0)
        self.hello_counter = self.state_counter = _NOT_SENT

    def begin(self, vitals: "Vitals", *, uptime_s: int, is_wake: bool) -> None:
        """A conversation starts."""
        self.vitals = vitals
        self._uptime_s = uptime_s
        self._owes_health = is_wake or uptime_s >= self._rtc.health_due_s
        self.forget()

    def forget(self) -> None:
        """Nothing is in flight any more."""
        self.hello_counter = self.state_counter = _NOT_SENT

    def applied(self, vitals: "Vitals") -> None:
        """A configuration or command was persisted. A new rhythm is announced by a hello."""
        if vitals.sample_s != self.vitals.sample_s or vitals.send_s != self.vitals.send_s:
            self._rtc.wants_hello = True
        self.vitals = vitals
        self._rtc.owes_versions = True
        self._rtc.commit()

    def heard(self, reply: "Reply", *, is_new_epoch: bool) -> bool:
        """What the gateway knows now; True when it has learnt something."""
        rtc = self._rtc
        is_told = False
        if is_new_epoch:  # a gateway that has started anew may have forgotten what was not yet durable
            self._owes_health = rtc.owes_versions = True
        if reply.flags & FLAG_HELLO:
            rtc.wants_hello = True
        elif 0 <= self.hello_counter <= reply.counter:
            rtc.wants_hello = False
            is_told = True
        if 0 <= self.state_counter <= reply.counter and not reply.flags & FLAG_HELLO:
            is_told = is_told or self._owes_health
            self._owes_health = False
            rtc.health_due_s = self._uptime_s + _HEALTH_EVERY_S
            rtc.health_dropped = self._told_dropped
            if rtc.owes_versions and not self._repeats(reply):
                rtc.owes_versions = False
                is_told = True
        if self.state_counter <= reply.counter:
            self.state_counter = _NOT_SENT
        if self.hello_counter <= reply.counter:
            self.hello_counter = _NOT_SENT
        return is_told

    def is_state_due(self) -> bool:
        """Health and versions go alone: nothing follows before their reply, so that a reply proves them known."""
        if self.state_counter >= 0:
            return False
        if self._outbox.dropped != self._rtc.health_dropped:
            return True
        return self._owes_health or (self._rtc.owes_versions and self._versions() is not None)

    def hello(self, extras: Extras) -> Hello:
        """Who this is and what its ring holds."""
        outbox, identity = self._outbox, self._identity
        return Hello(
            identity.board_id,
            identity.firmware,
            outbox.profiles(),
            outbox.state.life,
            outbox.oldest_row,
            outbox.next_row,
            outbox.settled,
            self.vitals.sample_s,
            self.vitals.send_s,
            extras,
        )

    def state_extras(self, *, waiting: int) -> Extras:
        """Health, and the versions applied while they are owed."""
        outbox, vitals = self._outbox, self.vitals
        self._told_dropped = outbox.dropped
        rssi_dbm = vitals.rssi_dbm
        if rssi_dbm is not None and not -200 <= rssi_dbm <= 0:
            rssi_dbm = None
        health = Health(vitals.battery_mv, rssi_dbm, waiting, outbox.dropped, vitals.reset_cause)
        return Extras(health, self._versions() if self._rtc.owes_versions else None, None)

    def echo(self) -> "Echo | None":
        """The epoch last accepted, with the newest anchor if there is one."""
        state = self._outbox.state
        if not self._rtc.has_epoch:
            return None
        if state.anchor_index == NO_ANCHOR:
            return Echo(self._rtc.epoch, None, None)
        return Echo(self._rtc.epoch, state.anchor_index, state.anchor_mac)

    def _versions(self) -> "dict[int, int] | None":
        versions = {}
        if self.vitals.configuration:
            versions[DOWN_CONFIGURATION] = self.vitals.configuration
        if self._outbox.state.command_id:
            versions[DOWN_COMMAND] = self._outbox.state.command_id
        if self.vitals.update:
            versions[DOWN_UPDATE] = self.vitals.update
        return versions or None

    def _repeats(self, reply: "Reply") -> bool:
        """Whether the reply still carries what was reported."""
        if reply.configuration is not None and reply.configuration[0] == self.vitals.configuration:
            return True
        if reply.update is not None and reply.update[0] == reported(self.vitals.update)[0]:
            return True
        return reply.command is not None and reply.command[0] <= self._outbox.state.command_id

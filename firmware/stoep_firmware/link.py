"""The device's side of the conversation: what to say next, what a reply means. Pure but for outbox and RTC record.

A people device says less: frames padded to one size, at most five rows, health and versions in frames of their own.
"""

from stoep_firmware.records import Heard, Vitals
from stoep_firmware.state import NO_ANCHOR
from stoep_firmware.window import GO_BACK, NOT_OURS, Window
from stoep_protocol.cbor import Writer
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.errors import DecodeError
from stoep_protocol.extras import NO_EXTRAS, Echo, Extras, Health
from stoep_protocol.hello import Hello, encode_hello
from stoep_protocol.keys import down_cipher, up_cipher
from stoep_protocol.limits import (
    LIFE_BYTES,
    MAX_FRAME_BYTES,
    MAX_INT,
    PEOPLE_FRAME_BYTES,
    PEOPLE_FRAME_ROWS,
    SESSION_BYTES,
)
from stoep_protocol.messages import has_people
from stoep_protocol.profiles import BUILT_IN
from stoep_protocol.reply import DOWN_COMMAND, DOWN_CONFIGURATION, FLAG_CLONE, FLAG_HELLO, FLAG_MORE, decode_reply
from stoep_protocol.rows import FrameBuffer, encode_rows
from stoep_protocol.seal import parse_envelope, sealed_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoep_firmware.outbox import Outbox
    from stoep_firmware.records import Identity
    from stoep_firmware.rtc import RtcRecord
    from stoep_protocol.reply import Reply
    from stoep_protocol.seal import Cipher

_MAX_ROWS = const(48)
_MAX_COLUMNS = const(16)
_REPLY_LIMIT_MS = const(5000)
_MAX_TRIES = const(4)
_MAX_MORE = const(8)
_HEALTH_EVERY_S = const(3600)
_TICKS_MASK = const(0x1FFFFFFF)
_NO_LIFE = bytes(LIFE_BYTES)


class Link:
    """One conversation a wake: `begin`, then `next_message` / `take` / `late` until `done`.

    draw(size) gives true random bytes (the radio is on). now_ms wraps at 2^29. trouble: one line once it gave up.
    """

    def __init__(
        self, outbox: "Outbox", *, rtc: "RtcRecord", identity: "Identity", draw: "Callable[[int], bytes]"
    ) -> None:
        self._outbox = outbox
        self._rtc = rtc
        self._identity = identity
        self._draw = draw
        self._writer = Writer(MAX_FRAME_BYTES)
        self._frame = FrameBuffer(max_rows=_MAX_ROWS, max_columns=_MAX_COLUMNS)
        self._window = Window()
        self._up: "Cipher | None" = None
        self._up_session = b""
        self._down: "Cipher | None" = None
        self._down_epoch = b""
        self._vitals = Vitals(None, None, 0, 1, 1, 0)
        self._uptime_s = 0
        self._is_people = False
        self._owes_health = self._owes_frame = True
        self._more_left = self._tries = self._sent_ms = 0
        self._hello_counter = self._state_counter = -1  # of such a frame in flight
        self._told_dropped = 0
        self._is_life_renewed = False
        self.refused = 0  # replies that were damaged, stale or not for this session
        self.done = False
        self.trouble = ""

    def begin(self, vitals: "Vitals", *, uptime_s: int, is_wake: bool) -> None:
        """Start a conversation. is_wake: the first since power-on or deep sleep, so health is due."""
        rtc, outbox = self._rtc, self._outbox
        self._vitals = vitals
        self._uptime_s = uptime_s
        self._is_people = has_people(outbox.profiles())
        if not rtc.has_session or rtc.counter > MAX_INT:
            rtc.start_session(self._draw(SESSION_BYTES))
        if outbox.life is None:
            outbox.begin_life(self._draw(LIFE_BYTES), boot=rtc.boot)
        if rtc.life != outbox.life:
            self._start_life()
        self._owes_health = is_wake or uptime_s >= rtc.health_due_s
        self._owes_frame = True
        self._is_life_renewed = False
        self._more_left = _MAX_MORE
        self._tries = 0
        self._hello_counter = self._state_counter = -1
        self.done = False
        self.trouble = ""
        self._window.begin(self._unseen())

    def next_message(self, *, now_ms: int) -> "bytes | None":
        """The next sealed message; None when a reply has to come first, or when all is said (`done`)."""
        if self.done or not self._window.is_open:
            return None
        was_idle = self._window.is_empty
        message = self._hello() if self._rtc.wants_hello else self._rows()
        if message is None:
            self.done = was_idle
        elif was_idle:
            self._sent_ms = now_ms
        return message

    def wait_ms(self, *, now_ms: int) -> int:
        """How long to wait for a reply before `late`; 0: not at all."""
        return max(0, _REPLY_LIMIT_MS - ((now_ms - self._sent_ms) & _TICKS_MASK))

    def late(self) -> None:
        """The reply stayed out: send again, or give up after some tries."""
        self._owes_frame = True
        self._hello_counter = self._state_counter = -1
        self._window.begin(self._unseen())
        self._no_progress("no reply from the gateway")

    def take(self, payload: bytes, *, now_ms: int) -> "Heard | None":
        """Take a payload from the down topic; None when it is no fresh reply to this session."""
        reply = self._open(payload)
        if reply is None:
            self.refused += 1
            return None
        self._sent_ms = now_ms
        if reply.flags & FLAG_CLONE:
            self._give_up("another board uses this device's key: enrol this board anew")
            self._rtc.commit()
            return Heard(None, None, None)
        before = self._unseen()
        is_told = self._note_state(reply)
        outcome = self._note_rows(reply)
        self._rtc.commit()
        if is_told or self._unseen() > before:
            self._tries = 0
        elif outcome == GO_BACK or (outcome != NOT_OURS and self._rtc.wants_hello):
            self._no_progress("the gateway does not take the rows now")
        return self._heard(reply)

    def report(self, *, vitals: "Vitals") -> None:
        """A configuration or command was persisted: say so. A new rhythm is announced by a hello."""
        if vitals.sample_s != self._vitals.sample_s or vitals.send_s != self._vitals.send_s:
            self._rtc.wants_hello = True
        self._vitals = vitals
        self._rtc.owes_versions = True
        self._rtc.commit()

    def _hello(self) -> "bytes | None":
        outbox = self._outbox
        oldest_row, next_row = outbox.oldest_row, outbox.next_row
        hello = Hello(
            self._identity.board_id,
            self._identity.firmware,
            outbox.profiles(),
            outbox.state.life,
            oldest_row,
            next_row,
            outbox.settled,
            self._vitals.sample_s,
            self._vitals.send_s,
            Extras(None, None, self._echo()) if self._is_people else self._state_extras(),
        )
        encode_hello(self._writer, hello)
        self._hello_counter = self._rtc.counter
        if not self._is_people:
            self._state_counter = self._hello_counter
        return self._seal(is_people=self._is_people, rows=0, is_alone=True)

    def _rows(self) -> "bytes | None":
        """Rows, the state of a people device, or an empty frame; None when nothing of it is due."""
        outbox, window, frame = self._outbox, self._window, self._frame
        window.next_row = max(window.next_row, outbox.oldest_row)
        is_due = self._is_state_due()
        if self._is_people and is_due:
            count = outbox.read(frame, first_row=outbox.next_row, max_rows=0, boot=self._rtc.boot)
        else:
            limit = PEOPLE_FRAME_ROWS if self._is_people else _MAX_ROWS
            count = outbox.read(frame, first_row=window.next_row, max_rows=limit, boot=self._rtc.boot)
        if not count:
            if not is_due and not self._owes_frame:
                return None
            outbox.read(frame, first_row=outbox.next_row, max_rows=0, boot=self._rtc.boot)
        is_people = BUILT_IN[frame.profile_id].is_people
        frame.extras = self._state_extras() if is_due else NO_EXTRAS
        if is_people:
            frame.extras = Extras(frame.extras.health, frame.extras.versions, self._echo())
        limit_bytes = PEOPLE_FRAME_BYTES if is_people else MAX_FRAME_BYTES
        while not self._fits(limit_bytes):
            frame.count = frame.count // 2
        if is_due:
            self._state_counter = self._rtc.counter
        return self._seal(is_people=is_people, rows=frame.count, is_alone=is_due)

    def _fits(self, limit_bytes: int) -> bool:
        try:
            encode_rows(self._writer, self._frame)
        except ValueError:
            if self._frame.count <= 1:
                raise
            return False
        sealed = sealed_bytes(self._writer.size_bytes, counter=self._rtc.counter)
        return sealed <= limit_bytes or self._frame.count <= 1

    def _seal(self, *, is_people: bool, rows: int, is_alone: bool) -> bytes:
        counter = self._rtc.take_counter()
        if self._up is None or self._up_session != self._rtc.session:
            identity = self._identity
            self._up_session = self._rtc.session
            self._up = up_cipher(identity.secret, device_id=identity.device_id, session=self._up_session)
        size_bytes = PEOPLE_FRAME_BYTES if is_people else 0
        sealed = self._up.seal(self._writer.view(), counter=counter, size_bytes=size_bytes)
        self._window.sent(counter, rows=rows, is_alone=is_alone)
        self._owes_frame = False
        return sealed

    def _open(self, payload: bytes) -> "Reply | None":
        """The reply, if it is one to this session and newer than the last. The echo is noted."""
        rtc = self._rtc
        try:
            envelope = parse_envelope(payload)
            if self._down is None or self._down_epoch != envelope.kid:
                identity = self._identity
                self._down = down_cipher(identity.secret, device_id=identity.device_id, epoch=envelope.kid)
                self._down_epoch = envelope.kid
            reply = decode_reply(self._down.open(envelope))
        except DecodeError:
            return None
        is_repeat = reply.counter == rtc.echo_counter and rtc.has_epoch and envelope.kid == rtc.epoch
        is_newer = reply.counter > rtc.echo_counter or (is_repeat and envelope.counter > rtc.echo_iv)
        if reply.session != rtc.session or reply.counter >= rtc.counter or not is_newer:
            return None
        rtc.echo_counter = reply.counter
        rtc.echo_iv = envelope.counter
        rtc.epoch = envelope.kid
        rtc.has_epoch = True
        return reply

    def _note_state(self, reply: "Reply") -> bool:
        """What the gateway knows of this device besides rows; True when it has learnt something."""
        rtc = self._rtc
        is_told = False
        if reply.flags & FLAG_HELLO:
            rtc.wants_hello = True
        elif 0 <= self._hello_counter <= reply.counter:
            rtc.wants_hello = False
            is_told = True
        if 0 <= self._state_counter <= reply.counter and not reply.flags & FLAG_HELLO:
            is_told = is_told or self._owes_health
            self._owes_health = False
            rtc.health_due_s = self._uptime_s + _HEALTH_EVERY_S
            rtc.health_dropped = self._told_dropped
            if rtc.owes_versions and not self._repeats(reply):
                rtc.owes_versions = False
                is_told = True
        if self._state_counter <= reply.counter:
            self._state_counter = -1
        if self._hello_counter <= reply.counter:
            self._hello_counter = -1
        if reply.flags & FLAG_MORE and self._more_left:
            self._more_left -= 1
            self._owes_frame = True
        if reply.anchor is not None and self._is_people:
            self._keep_anchor(reply.anchor)
        return is_told

    def _note_rows(self, reply: "Reply") -> int:
        """Move to where the gateway is; the window's word for what that means to the frames in flight."""
        outbox, rtc, window = self._outbox, self._rtc, self._window
        if reply.life != outbox.life:
            # The gateway took this session's hello and still speaks of another life: ours is closed there.
            if not rtc.wants_hello and reply.life != _NO_LIFE and not self._is_life_renewed:
                self._renew_life()
                return NOT_OURS
            outcome = window.replied(reply.counter, seen=None)
        elif reply.seen >= outbox.next_row:
            self._renew_life()
            return NOT_OURS
        else:
            outbox.settle(reply.settled)
            rtc.seen = reply.seen
            outcome = window.replied(reply.counter, seen=self._unseen() - 1)
        if outcome == GO_BACK:
            window.go_back(self._unseen())
        else:
            window.next_row = max(window.next_row, self._unseen())
        return outcome

    def _heard(self, reply: "Reply") -> "Heard":
        configuration = reply.configuration
        if configuration is not None and configuration[0] == self._vitals.configuration:
            configuration = None
        command = reply.command
        if command is not None and command[0] <= self._outbox.state.command_id:
            command = None
        return Heard(reply.time_s, configuration, command)

    def _repeats(self, reply: "Reply") -> bool:
        """Whether the reply still carries what was reported."""
        if reply.configuration is not None and reply.configuration[0] == self._vitals.configuration:
            return True
        return reply.command is not None and reply.command[0] <= self._outbox.state.command_id

    def _is_state_due(self) -> bool:
        """Health and versions go alone: nothing follows before their reply, so that a reply proves them known."""
        if self._state_counter >= 0:
            return False
        if self._outbox.dropped != self._rtc.health_dropped:
            return True
        return self._owes_health or (self._rtc.owes_versions and self._versions() is not None)

    def _state_extras(self) -> Extras:
        outbox, vitals = self._outbox, self._vitals
        self._told_dropped = outbox.dropped
        rssi_dbm = vitals.rssi_dbm
        if rssi_dbm is not None and not -200 <= rssi_dbm <= 0:
            rssi_dbm = None
        waiting = outbox.next_row - self._unseen()
        health = Health(vitals.battery_mv, rssi_dbm, waiting, outbox.dropped, vitals.reset_cause)
        return Extras(health, self._versions() if self._rtc.owes_versions else None, None)

    def _versions(self) -> "dict[int, int] | None":
        versions = {}
        if self._vitals.configuration:
            versions[DOWN_CONFIGURATION] = self._vitals.configuration
        if self._outbox.state.command_id:
            versions[DOWN_COMMAND] = self._outbox.state.command_id
        return versions or None

    def _echo(self) -> "Echo | None":
        state = self._outbox.state
        if not self._rtc.has_epoch:
            return None
        if state.anchor_index == NO_ANCHOR:
            return Echo(self._rtc.epoch, None, None)
        return Echo(self._rtc.epoch, state.anchor_index, state.anchor_mac)

    def _keep_anchor(self, anchor: "tuple[int, bytes]") -> None:
        state = self._outbox.state
        if anchor[0] > state.anchor_index:  # never down: it is what shows that a gateway was restored
            state.anchor_index, state.anchor_mac = anchor
            state.save()

    def _unseen(self) -> int:
        """The first row that the gateway has not seen, as far as the ring still holds it."""
        outbox = self._outbox
        row = max(self._rtc.seen, outbox.settled) + 1
        return min(max(row, outbox.oldest_row), outbox.next_row)

    def _start_life(self) -> None:
        self._rtc.life = self._outbox.state.life
        self._rtc.seen = 0
        self._rtc.health_dropped = 0
        self._rtc.wants_hello = True
        self._rtc.commit()

    def _renew_life(self) -> None:
        """This flash was restored or its life closed: rows under its numbers would be taken for others."""
        self._outbox.begin_life(self._draw(LIFE_BYTES), boot=self._rtc.boot)
        self._is_life_renewed = True
        self._start_life()
        self._window.go_back(self._unseen())

    def _no_progress(self, trouble: str) -> None:
        self._tries += 1
        if self._tries >= _MAX_TRIES:
            self._give_up(trouble)

    def _give_up(self, trouble: str) -> None:
        self.trouble = trouble
        self.done = True

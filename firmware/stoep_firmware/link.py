"""The device's side of the conversation: what to say next, what a reply means. Pure but for outbox and RTC record.

A people device says less: frames padded to one size, at most five rows, health and versions in frames of their own.
"""

from stoep_firmware.records import Heard
from stoep_firmware.report import Report
from stoep_firmware.sealer import Sealer
from stoep_firmware.window import GO_BACK, NOT_OURS, Window
from stoep_protocol.cbor import Writer
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.extras import NO_EXTRAS, Extras
from stoep_protocol.hello import encode_hello
from stoep_protocol.limits import (
    LIFE_BYTES,
    MAX_FRAME_BYTES,
    MAX_INT,
    PEOPLE_FRAME_BYTES,
    PEOPLE_FRAME_ROWS,
    SESSION_BYTES,
)
from stoep_protocol.padding import has_people, hello_bytes, is_people
from stoep_protocol.reply import FLAG_CLONE, FLAG_MORE
from stoep_protocol.rows import FrameBuffer, encode_rows
from stoep_protocol.seal import sealed_bytes
from stoep_protocol.update import Block, encode_ask, reported

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoep_firmware.outbox import Outbox
    from stoep_firmware.records import Identity, Vitals
    from stoep_firmware.rtc import RtcRecord
    from stoep_protocol.reply import Reply
    from stoep_protocol.update import Ask

CLONE = "another board uses this device's key: enrol this board anew"
_MAX_ROWS = const(48)
_REPLY_LIMIT_MS = const(5000)
_MAX_TRIES = const(4)
_MAX_IDLE = const(128)  # frames and replies without a row more at the gateway: hello, state, go-backs take some thirty
_MAX_MORE = const(8)
_TICKS_MASK = const(0x1FFFFFFF)
_NO_LIFE = bytes(LIFE_BYTES)


class Link:
    """One conversation a wake: `begin`, then `next_message` / `take` / `late` until `done`.

    draw(size) gives true random bytes (the radio is on). now_ms wraps at 2^29. trouble: one line once it gave up.
    block: of an update, what `take` took last in place of a reply.
    """

    def __init__(
        self, outbox: "Outbox", *, rtc: "RtcRecord", identity: "Identity", draw: "Callable[[int], bytes]"
    ) -> None:
        self._outbox = outbox
        self._rtc = rtc
        self._draw = draw
        self._sealer = Sealer(rtc=rtc, identity=identity)
        self._report = Report(outbox, rtc=rtc, identity=identity)
        self._writer = Writer(MAX_FRAME_BYTES)
        self._frame = FrameBuffer(max_rows=_MAX_ROWS, max_columns=outbox.widest)
        self._window = Window()
        self._is_people = False
        self._owes_frame = True
        self._more_left = self._tries = self._idle = self._sent_ms = 0
        self._first_counter = 0  # of this conversation
        self._best = 0  # the highest row yet to be seen that this conversation came to
        self._is_life_renewed = False
        self.done = False
        self.trouble = ""
        self.block: "Block | None" = None

    @property
    def refused(self) -> int:
        """Replies that were damaged, stale or not for this session."""
        return self._sealer.refused

    def begin(self, vitals: "Vitals", *, uptime_s: int, is_wake: bool) -> None:
        """Start a conversation. is_wake: the first since power-on or deep sleep, so health is due."""
        rtc, outbox = self._rtc, self._outbox
        self._is_people = has_people(outbox.profiles())
        if not rtc.has_session or rtc.counter > MAX_INT:
            rtc.start_session(self._draw(SESSION_BYTES))
        self._first_counter = rtc.counter
        if outbox.life is None:
            outbox.begin_life(self._draw(LIFE_BYTES), boot=rtc.boot)
        if rtc.life != outbox.life:
            self._start_life()
        self._report.begin(vitals, uptime_s=uptime_s, is_wake=is_wake)
        self._owes_frame = True
        self._is_life_renewed = False
        self._more_left = _MAX_MORE
        self._tries = self._idle = 0
        self._best = self._unseen()
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
        self._report.forget()
        self._window.begin(self._unseen())
        self._no_progress("no reply from the gateway")

    def take(self, payload: bytes, *, now_ms: int) -> "Heard | None":
        """Take a payload from the down topic; None when it is no fresh reply to this session."""
        rtc = self._rtc
        epoch = rtc.epoch if rtc.has_epoch else b""
        is_first = rtc.echo_counter < 0  # of this power-on: no row has been sent since
        reply = self._sealer.open(payload)
        if reply is None:
            return None
        self._sent_ms = now_ms
        if isinstance(reply, Block):
            self.block = reply
            rtc.commit()
            return None
        if reply.flags & FLAG_CLONE:
            self._give_up(CLONE)
            rtc.commit()
            return Heard(None, None, None, None)
        is_told = self._report.heard(reply, is_new_epoch=rtc.epoch != epoch)
        if reply.flags & FLAG_MORE and self._more_left:
            self._more_left -= 1
            self._owes_frame = True
        if reply.anchor is not None and self._is_people:
            self._keep_anchor(reply.anchor)
        outcome = self._note_rows(reply, is_first=is_first)
        rtc.commit()
        self._judge(outcome, is_told=is_told)
        return self._heard(reply)

    def ask(self, ask: "Ask", *, now_ms: int) -> bytes:
        """A sealed message that asks for a block, once all else is said."""
        encode_ask(self._writer, ask)
        self._sent_ms = now_ms
        self.block = None
        return self._sealer.seal(self._writer.view(), size_bytes=PEOPLE_FRAME_BYTES if self._is_people else 0)[1]

    def report(self, *, vitals: "Vitals") -> None:
        """A configuration or command was persisted: say so."""
        self._report.applied(vitals)

    def _hello(self) -> bytes:
        report = self._report
        state = NO_EXTRAS if self._is_people else report.state_extras(waiting=self._waiting())
        hello = report.hello(Extras(state.health, state.versions, report.echo()))
        encode_hello(self._writer, hello)
        report.hello_counter = self._rtc.counter
        if not self._is_people:
            report.state_counter = report.hello_counter
        return self._seal(padded_bytes=hello_bytes(hello.profiles), rows=0, is_alone=True)

    def _rows(self) -> "bytes | None":
        """Rows, the state of a people device, or an empty frame; None when nothing of it is due."""
        outbox, window, frame = self._outbox, self._window, self._frame
        window.next_row = max(window.next_row, outbox.oldest_row)
        is_due = self._report.is_state_due()
        if self._is_people and is_due:
            count = outbox.read(frame, first_row=outbox.next_row, max_rows=0, boot=self._rtc.boot)
        else:
            limit = PEOPLE_FRAME_ROWS if self._is_people else _MAX_ROWS
            count = outbox.read(frame, first_row=window.next_row, max_rows=limit, boot=self._rtc.boot)
        if not count:
            if not is_due and not self._owes_frame:
                return None
            outbox.read(frame, first_row=outbox.next_row, max_rows=0, boot=self._rtc.boot)
        counts = is_people(frame.profile_id)
        frame.extras = self._report.state_extras(waiting=self._waiting()) if is_due else NO_EXTRAS
        if counts:
            frame.extras = Extras(frame.extras.health, frame.extras.versions, self._report.echo())
        limit_bytes = PEOPLE_FRAME_BYTES if counts else MAX_FRAME_BYTES
        while not self._fits(limit_bytes):
            frame.count = frame.count // 2
        if is_due:
            self._report.state_counter = self._rtc.counter
        return self._seal(padded_bytes=PEOPLE_FRAME_BYTES if counts else 0, rows=frame.count, is_alone=is_due)

    def _fits(self, limit_bytes: int) -> bool:
        try:
            encode_rows(self._writer, self._frame)
        except ValueError:
            if self._frame.count <= 1:
                raise
            return False
        sealed = sealed_bytes(self._writer.size_bytes, counter=self._rtc.counter)
        return sealed <= limit_bytes or self._frame.count <= 1

    def _seal(self, *, padded_bytes: int, rows: int, is_alone: bool) -> bytes:
        counter, sealed = self._sealer.seal(self._writer.view(), size_bytes=padded_bytes)
        self._window.sent(counter, rows=rows, is_alone=is_alone)
        self._owes_frame = False
        self._idle += 1
        return sealed

    def _note_rows(self, reply: "Reply", *, is_first: bool) -> int:
        """Move to where the gateway is; the window's word for what that means to the frames in flight."""
        outbox, rtc, window = self._outbox, self._rtc, self._window
        # Of another life although this session's hello was taken: ours is closed there. Beyond our rows, or beyond what
        # we can have sent: this flash was restored. Once a conversation, or a mad gateway would empty the ring.
        is_closed = reply.life != outbox.life and reply.life != _NO_LIFE and not rtc.wants_hello
        is_beyond = reply.life == outbox.life and reply.seen >= outbox.next_row
        if is_first and reply.life == outbox.life and reply.seen > outbox.settled:
            is_beyond = is_beyond or reply.seen >= outbox.first_row_of(rtc.boot)
        if (is_closed or is_beyond) and not self._is_life_renewed:
            self._renew_life()
            return NOT_OURS
        if reply.life != outbox.life or is_beyond:
            outcome = window.replied(reply.counter, seen=None)
        else:
            outbox.settle(reply.settled)
            rtc.seen = reply.seen
            outcome = window.replied(reply.counter, seen=self._unseen() - 1)
        if outcome == GO_BACK:
            window.go_back(self._unseen())
        else:
            window.next_row = max(window.next_row, self._unseen())
        return outcome

    def _judge(self, outcome: int, *, is_told: bool) -> None:
        """Whether the conversation gets anywhere: a gateway that only keeps it going is given up."""
        self._idle += 1
        if self._unseen() > self._best:
            self._best = self._unseen()
            self._tries = self._idle = 0
        elif self._idle >= _MAX_IDLE:
            self._give_up("the gateway keeps asking and takes no rows")
        elif is_told:
            self._tries = 0
        elif outcome == GO_BACK or (outcome != NOT_OURS and self._rtc.wants_hello):
            self._no_progress("the gateway does not take the rows now")

    def _heard(self, reply: "Reply") -> "Heard":
        configuration = reply.configuration
        if configuration is not None and configuration[0] == self._report.vitals.configuration:
            configuration = None
        command = reply.command
        if command is not None and command[0] <= self._outbox.state.command_id:
            command = None
        # A reply to an earlier conversation may have been held back since, and with it the time of then.
        time_s = reply.time_s if reply.counter >= self._first_counter else None
        update = reply.update
        if update is not None and update[0] == reported(self._report.vitals.update)[0]:
            update = None
        return Heard(time_s, configuration, command, update)

    def _keep_anchor(self, anchor: "tuple[int, bytes]") -> None:
        state = self._outbox.state
        if anchor[0] > state.anchor_index:  # never down: it is what shows that a gateway was restored
            state.anchor_index, state.anchor_mac = anchor
            state.save_if_room()

    def _unseen(self) -> int:
        """The first row that the gateway has not seen, as far as the ring still holds it."""
        outbox = self._outbox
        row = max(self._rtc.seen, outbox.settled) + 1
        return min(max(row, outbox.oldest_row), outbox.next_row)

    def _waiting(self) -> int:
        return self._outbox.next_row - self._unseen()

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
        self._best = self._unseen()
        self._window.go_back(self._best)

    def _no_progress(self, trouble: str) -> None:
        self._tries += 1
        if self._tries >= _MAX_TRIES:
            self._give_up(trouble)

    def _give_up(self, trouble: str) -> None:
        self.trouble = trouble
        self.done = True

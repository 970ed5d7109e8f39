"""One device's side of the wire under load: rows out when they are due, again when they must, replies in. Pure.

The firmware's own session, window and freshness of replies; but rows come from outside, lie in memory, and go out at
once however many frames wait for their reply, so that a slow gateway meets the load that was meant for it.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from stoep_firmware.records import Identity
from stoep_firmware.rtc import RtcRecord
from stoep_firmware.sealer import Sealer
from stoep_firmware.window import GO_BACK, Window
from stoep_protocol.cbor import Writer
from stoep_protocol.extras import NO_EXTRAS, Extras
from stoep_protocol.hello import Hello, encode_hello
from stoep_protocol.limits import MAX_FRAME_BYTES, NULL
from stoep_protocol.profiles import Profile
from stoep_protocol.reply import DOWN_CONFIGURATION, FLAG_CLONE, FLAG_HELLO, Reply
from stoep_protocol.rows import FrameBuffer, encode_rows
from stoep_protocol.seal import sealed_bytes
from stoep_simulators.load.tally import Tally

MAX_ROWS = 48  # of a frame, as the firmware's
REPLY_LIMIT_S = 5.0  # as the firmware's
MAX_TRIES = 4  # as the firmware's
_NONE = -1

Row = tuple[int, Sequence[int | None]]  # seconds since 2020, a value a column


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who a device is. profile: not people's, whose rows wait for the end of their window whatever the load."""

    name: str
    secret: bytes
    profile: Profile
    sample_s: int
    send_s: int


@dataclass(frozen=True, slots=True)
class _Frame:
    """last_row: of it. at_s: when it was due."""

    last_row: int
    at_s: float


class Encoder:
    """Buffers that all devices of one process use in turn."""

    def __init__(self) -> None:
        self.writer = Writer(MAX_FRAME_BYTES)
        self.frame = FrameBuffer(max_rows=MAX_ROWS, max_columns=16)


class Talker:
    """now_s, at_s: of one clock that never goes back. `closed` first, `opened` with each connection."""

    def __init__(self, speaker: Speaker, *, session: bytes, life: bytes, encoder: Encoder, tally: Tally) -> None:
        """session: 8 bytes, life: 4, never used before under this secret."""
        if speaker.profile.is_people:
            raise ValueError("a talker sends no counts of people")
        self._speaker = speaker
        self._tally = tally
        self._encoder = encoder
        self._rtc = RtcRecord(b"", write=_forget)
        self._rtc.start_session(session)
        self._rtc.life = life
        self._board_id = speaker.secret[:8]
        self._sealer = Sealer(
            rtc=self._rtc, identity=Identity(speaker.name, speaker.secret, self._board_id, "stoep-load")
        )
        self._window = Window()
        self._rows: deque[Row] = deque()  # the first of them is row settled + 1
        self._frames: deque[_Frame] = deque()  # not settled
        self._unanswered: deque[_Frame] = deque()
        self._settled = 0
        self._unwritten: deque[_Frame] = deque()
        self._written = 0  # the highest row that was ever written
        self._owes_frame = False
        self._hello_counter = _NONE  # of a hello in flight
        self._configuration = 0
        self._owes_configuration = False
        self._is_open = False
        self._is_waking = True  # no reply yet since the connection opened, or since one stayed out
        self._heard_s = 0.0
        self._tries = 0

    @property
    def is_introduced(self) -> bool:
        """Whether the gateway has taken this session's hello."""
        return not self._rtc.wants_hello

    @property
    def waiting(self) -> int:
        """Frames that were due and are not settled."""
        return len(self._frames)

    def opened(self) -> None:
        """The broker has taken connection and subscription."""
        self._is_open = True
        self._start_again()
        self.ask()

    def ask(self) -> None:
        """How the rows stand: an empty frame, where nothing else is to be said, has a reply too."""
        self._owes_frame = True

    def closed(self) -> None:
        """There is no connection."""
        self._is_open = False

    def due(self, rows: Sequence[Row], *, at_s: float) -> None:
        """One frame's rows, at least one; at_s: when they were due, however late it is."""
        self._rows.extend(rows)
        frame = _Frame(self._last_row, at_s)
        for frames in (self._frames, self._unwritten, self._unanswered):
            frames.append(frame)
        self._tally.due += 1

    def next_message(self, *, now_s: float) -> bytes | None:
        """The next sealed message; None when there is nothing to say or a reply has to come first."""
        if not self._is_open or self._hello_counter != _NONE or (self._is_waking and not self._window.is_empty):
            return None
        was_idle = self._window.is_empty
        message = self._hello() if self._rtc.wants_hello else self._next_rows()
        if message is not None and was_idle:
            self._heard_s = now_s
        return message

    def take(self, payload: bytes, *, now_s: float) -> None:
        """What came from the down topic."""
        reply = self._sealer.open(payload)
        if not isinstance(reply, Reply) or reply.flags & FLAG_CLONE:
            self._tally.refused += 1
            return
        self._heard_s = now_s
        self._note_state(reply)
        if reply.life != self._rtc.life:  # asked for a hello: this gateway knows nothing of ours yet
            outcome = self._window.replied(reply.counter, seen=None)
        else:
            self._settle(reply.settled, now_s=now_s)
            self._rtc.seen = reply.seen
            while self._unanswered and self._unanswered[0].last_row <= reply.seen:
                self._tally.answered_s.append(now_s - self._unanswered.popleft().at_s)
            outcome = self._window.replied(reply.counter, seen=self._unseen - 1)
        if outcome == GO_BACK:
            self._window.go_back(self._unseen)
        else:
            self._window.next_row = max(self._window.next_row, self._unseen)
        self._is_waking = False
        self._tries = 0

    def is_silent(self, *, now_s: float) -> bool:
        """Whether a reply stays out: send again by `late`."""
        return self._is_open and not self._window.is_empty and now_s - self._heard_s > REPLY_LIMIT_S

    def late(self) -> bool:
        """Go back to what was not seen. False: so often in a row that this connection is given up."""
        self._tries += 1
        self._start_again()
        return self._tries < MAX_TRIES

    def _start_again(self) -> None:
        self._hello_counter = _NONE
        self._is_waking = True
        self._window.begin(self._unseen)

    @property
    def _last_row(self) -> int:
        return self._settled + len(self._rows)

    @property
    def _unseen(self) -> int:
        return max(self._rtc.seen, self._settled) + 1

    def _hello(self) -> bytes:
        speaker, rtc = self._speaker, self._rtc
        rhythm = (speaker.sample_s, speaker.send_s)
        hello = Hello(
            self._board_id, "stoep-load", (speaker.profile.id,), rtc.life,
            self._settled + 1, self._last_row + 1, self._settled, *rhythm, NO_EXTRAS,
        )  # fmt: skip
        encode_hello(self._encoder.writer, hello)
        self._hello_counter = rtc.counter
        return self._seal(rows=0)

    def _next_rows(self) -> bytes | None:
        writer, frame, first = self._encoder.writer, self._encoder.frame, self._window.next_row
        frame.count = min(self._last_row + 1 - first, MAX_ROWS)
        if frame.count <= 0 and not self._owes_frame:
            return None
        self._owes_frame = False
        self._fill(frame, first_row=first)
        while not _fits(writer, frame, counter=self._rtc.counter):
            frame.count //= 2
        if frame.count and first <= self._written:
            self._tally.again += 1
        self._written = max(self._written, first + frame.count - 1)
        while self._unwritten and self._unwritten[0].last_row <= self._written:
            self._unwritten.popleft()
            self._tally.sent += 1
        return self._seal(rows=frame.count)

    def _fill(self, frame: FrameBuffer, *, first_row: int) -> None:
        profile = self._speaker.profile
        width = len(profile.columns)
        frame.profile_id, frame.column_count, frame.life = profile.id, width, self._rtc.life
        frame.first_row, frame.lag = first_row, first_row - self._settled - 1
        applied = {DOWN_CONFIGURATION: self._configuration} if self._owes_configuration else None
        frame.extras = Extras(None, applied, None) if applied else NO_EXTRAS
        for at in range(frame.count):
            time_s, values = self._rows[frame.lag + at]
            frame.times[at] = time_s
            for column, value in enumerate(values):
                frame.values[at * width + column] = NULL if value is None else value

    def _seal(self, *, rows: int) -> bytes:
        counter, sealed = self._sealer.seal(self._encoder.writer.view(), size_bytes=0)
        self._window.sent(counter, rows=rows, is_alone=False)
        return sealed

    def _note_state(self, reply: Reply) -> None:
        if reply.flags & FLAG_HELLO:
            self._rtc.wants_hello = True
        elif _NONE < self._hello_counter <= reply.counter:
            self._rtc.wants_hello = False
        if self._hello_counter <= reply.counter:
            self._hello_counter = _NONE
        # A board would apply it and say so: else each reply would bring it again.
        self._owes_configuration = reply.configuration is not None
        if reply.configuration is not None:
            self._configuration = reply.configuration[0]

    def _settle(self, settled: int, *, now_s: float) -> None:
        for _ in range(min(settled, self._last_row) - self._settled):
            self._rows.popleft()
            self._settled += 1
        while self._frames and self._frames[0].last_row <= self._settled:
            self._tally.settled_s.append(now_s - self._frames.popleft().at_s)


def _fits(writer: Writer, frame: FrameBuffer, *, counter: int) -> bool:
    try:
        encode_rows(writer, frame)
    except ValueError:
        if frame.count <= 1:
            raise
        return False
    return frame.count <= 1 or sealed_bytes(writer.size_bytes, counter=counter) <= MAX_FRAME_BYTES


def _forget(record: bytearray) -> None:
    """No flash keeps it: a talker lives once."""

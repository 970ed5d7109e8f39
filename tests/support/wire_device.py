"""A device as the wire knows it: seals hellos and rows with the product's own protocol package, and opens replies."""

from collections.abc import Sequence

from stoep_gateway.records import Arrival, Outgoing
from stoep_protocol.cbor import Writer
from stoep_protocol.extras import NO_EXTRAS, Extras
from stoep_protocol.hello import Hello, encode_hello
from stoep_protocol.keys import down_cipher, up_cipher
from stoep_protocol.limits import MAX_FRAME_BYTES, NULL, PEOPLE_FRAME_BYTES
from stoep_protocol.master_keys import device_secret
from stoep_protocol.names import up_topic
from stoep_protocol.own_profile import describe
from stoep_protocol.profiles import Profile, by_name
from stoep_protocol.reply import Reply, decode_reply
from stoep_protocol.rows import FrameBuffer, encode_rows
from stoep_protocol.seal import parse_envelope
from stoep_protocol.update import MAX_BLOCK_BYTES, Ask, Block, decode_block, encode_ask


class WireDevice:
    """One power-on of a board. Counters rise by themselves; everything else is said by the test."""

    def __init__(
        self,
        name: str = "garden-7",
        *,
        master: bytes,
        profile: str | Profile = "soil",
        generation: int = 1,
        session: bytes = b"session1",
        board_id: bytes = b"board-01",
        sample_s: int = 600,
    ) -> None:
        self.name = name
        self.profile = by_name(profile) if isinstance(profile, str) else profile
        is_own = isinstance(self.profile.id, bytes)
        self.descriptions = (describe(self.profile) if is_own else self.profile.id,)  # as hellos say them
        self.session = session
        self.counter = 0
        self.epoch = b""  # of the last reply opened
        self.down_counter = -1  # its Partial IV
        self._secret = device_secret(master, device_id=name, generation=generation)
        self._cipher = up_cipher(self._secret, device_id=name, session=session)
        self._board_id = board_id
        self._sample_s = sample_s
        self._writer = Writer(MAX_FRAME_BYTES)

    def hello(
        self,
        life: bytes = b"liv1",
        *,
        oldest_row: int = 1,
        next_row: int = 1,
        settled: int = 0,
        extras: Extras = NO_EXTRAS,
    ) -> Arrival:
        hello = Hello(
            self._board_id,
            "1.0.0",
            self.descriptions,
            life,
            oldest_row,
            next_row,
            settled,
            self._sample_s,
            3600,
            extras,
        )
        encode_hello(self._writer, hello)
        return self._seal()

    def rows(
        self,
        first_row: int,
        rows: Sequence[tuple[int, Sequence[int | None]]],
        *,
        life: bytes = b"liv1",
        lag: int = 0,
        clock: int = 1,
        extras: Extras = NO_EXTRAS,
    ) -> Arrival:
        """rows: (time, one value a column) each."""
        width = len(self.profile.columns)
        frame = FrameBuffer(max_rows=max(1, len(rows)), max_columns=width)
        frame.profile_id, frame.column_count = self.profile.id, width
        frame.life, frame.first_row, frame.lag, frame.clock = life, first_row, lag, clock
        frame.count, frame.extras = len(rows), extras
        for at, (time_s, values) in enumerate(rows):
            frame.times[at] = time_s
            for column, value in enumerate(values):
                frame.values[at * width + column] = NULL if value is None else value
        encode_rows(self._writer, frame)
        return self._seal()

    @property
    def plaintext(self) -> bytes:
        """Of what was said last."""
        return bytes(self._writer.view())

    def ask(self, version: int, offset: int, *, size: int = MAX_BLOCK_BYTES) -> Arrival:
        """For a block of an update."""
        encode_ask(self._writer, Ask(version, offset, size))
        return self._seal()

    def says(self, plaintext: bytes) -> Arrival:
        """Sealed as it should be, whatever is in it."""
        return self._seal(plaintext)

    def open_block(self, outgoing: Outgoing) -> Block:
        """What came in place of a reply."""
        return decode_block(self._opened(outgoing))

    def open(self, outgoing: Outgoing) -> Reply:
        """Any reply to this device."""
        return decode_reply(self._opened(outgoing))

    def _opened(self, outgoing: Outgoing) -> bytes:
        envelope = parse_envelope(outgoing.payload)
        self.epoch = envelope.kid
        self.down_counter = envelope.counter
        return down_cipher(self._secret, device_id=self.name, epoch=envelope.kid).open(envelope)

    def _seal(self, plaintext: bytes | memoryview | None = None) -> Arrival:
        """plaintext: else what was encoded last."""
        size_bytes = PEOPLE_FRAME_BYTES if self.profile.is_people else 0
        payload = self._cipher.seal(plaintext or self._writer.view(), counter=self.counter, size_bytes=size_bytes)
        self.counter += 1
        return Arrival(topic=up_topic(self.name), payload=payload)

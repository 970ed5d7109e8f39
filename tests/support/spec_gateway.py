"""The gateway's side of SPEC §3–§7 for one device, in memory and in the board's dialect: the firmware's oracle."""

from stoep_protocol.cbor import Writer
from stoep_protocol.encode_down import encode_block, encode_reply
from stoep_protocol.errors import DecodeError
from stoep_protocol.hello import Hello
from stoep_protocol.keys import down_cipher, up_cipher
from stoep_protocol.messages import decode_up
from stoep_protocol.padding import is_people
from stoep_protocol.profiles import id_of
from stoep_protocol.reply import FLAG_CLONE, FLAG_HELLO, Reply
from stoep_protocol.seal import parse_envelope
from stoep_protocol.update import Ask, Block, reported

_NO_LIFE = bytes(4)


class SpecGateway:
    """rows: {(life, row): (time, clock, values)} of what was taken and not forgotten. commit() makes it durable."""

    def __init__(self, secret, *, device_id, epoch):
        self.secret = secret
        self.device_id = device_id
        self.time_s = None
        self.board_id = None
        self.rows = {}
        self.closed_lives = []
        self.life = _NO_LIFE
        self.taken = 0
        self.settled = 0
        self.lost = 0  # rows that the ring dropped before they came
        self.hellos = []
        self.health = []
        self.versions = {}
        self.configuration = None
        self.command = None
        self.anchor = None
        self.update = None  # (version, bytes of its head, image)
        self.asks = []
        self.takes_rows = True
        self.sizes = []
        self.nonces = set()
        self.start(epoch)

    def start(self, epoch):
        """A gateway process starts: memory is empty, what was committed is there."""
        self.epoch = epoch
        self.reply_counter = 0
        self.taken = self.settled
        for key in [key for key in self.rows if key[0] == self.life and key[1] > self.settled]:
            del self.rows[key]
        self.session = None
        self.described = []
        self.counters = {}

    def restore(self, settled, *, epoch):
        """A backup that is older than what was committed."""
        self.settled = min(self.settled, settled)
        self.start(epoch)

    def commit(self):
        """Every row taken gets its durable verdict."""
        self.settled = self.taken

    def take(self, message):
        """The sealed reply to one sealed message. AssertionError for what a device must not send."""
        envelope = parse_envelope(message)
        nonce = (envelope.kid, envelope.counter)
        if nonce not in self.nonces:
            self.nonces.add(nonce)
        cipher = up_cipher(self.secret, device_id=self.device_id, session=envelope.kid)
        up = decode_up(cipher.open(envelope), sealed_bytes=len(message))
        self.sizes.append(len(message))
        if isinstance(up, Ask):
            return self._block(up, envelope)
        flags = self._hello(up, envelope) if isinstance(up, Hello) else self._rows(up, envelope)
        self.counters[envelope.kid] = max(envelope.counter, self.counters.get(envelope.kid, -1))
        return self.reply(envelope.kid, self.counters[envelope.kid], flags)

    def reply(self, session, counter, flags=0):
        """Seal the whole state as the answer to a frame."""
        configuration = self.configuration
        if configuration is not None and self.versions.get(1) == configuration[0]:
            configuration = None
        command = self.command
        if command is not None and self.versions.get(2, 0) >= command[0]:
            command = None
        update = self.update
        if update is not None and (3 not in self.versions or reported(self.versions[3])[0] == update[0]):
            update = None
        writer = Writer(512)
        encode_reply(
            writer,
            Reply(
                session,
                counter,
                self.life,
                self.settled,
                self.taken,
                self.time_s,
                flags,
                configuration,
                command,
                self.anchor,
                update and update[:2],
            ),
        )
        return self._seal(writer)

    def _block(self, ask, envelope):
        """A block in place of the reply; a reply when there is no such image."""
        self.counters[envelope.kid] = envelope.counter
        if self.update is None or ask.version != self.update[0] or envelope.kid != self.session:
            return self.reply(envelope.kid, envelope.counter, 0 if envelope.kid == self.session else FLAG_HELLO)
        self.asks.append(ask)
        writer = Writer(1024)
        data = self.update[2][ask.offset : ask.offset + ask.size]
        encode_block(writer, Block(envelope.kid, envelope.counter, ask.version, ask.offset, data))
        return self._seal(writer)

    def _seal(self, writer):
        cipher = down_cipher(self.secret, device_id=self.device_id, epoch=self.epoch)
        sealed = cipher.seal(writer.view(), counter=self.reply_counter)
        self.reply_counter += 1
        return sealed

    def _hello(self, hello, envelope):
        if self.board_id is None:
            self.board_id = hello.board_id
        if hello.board_id != self.board_id:
            return FLAG_CLONE
        if envelope.counter <= self.counters.get(envelope.kid, -1):
            return 0
        self.hellos.append(hello)
        self.described = [id_of(profile) for profile in hello.profiles if type(profile) is bytes]
        self.session = envelope.kid
        self._extras(hello.extras, envelope)
        if hello.life != self.life and hello.life not in self.closed_lives:
            if self.life != _NO_LIFE:
                self.closed_lives.append(self.life)
            self.life = hello.life
            self.taken = self.settled = 0
        return 0

    def _rows(self, rows, envelope):
        if envelope.kid != self.session:
            return FLAG_HELLO
        self._extras(rows.extras, envelope)
        if rows.times and type(rows.profile) is bytes and rows.profile not in self.described:
            return FLAG_HELLO
        if is_people(rows.profile) and (rows.extras.echo is None or rows.extras.echo.epoch != self.epoch):
            return 0
        if rows.life != self.life or not self.takes_rows:
            return 0
        oldest = rows.first_row - rows.lag
        if oldest > self.taken + 1:
            self.lost += oldest - self.taken - 1
            self.taken = oldest - 1
        if rows.first_row > self.taken + 1:
            return 0
        for i in range(len(rows.times)):
            row = rows.first_row + i
            content = (rows.times[i], rows.clock, tuple([column[i] for column in rows.columns]))
            if row > self.taken:
                assert row == self.taken + 1
                self.rows[(self.life, row)] = content
                self.taken = row
            elif (self.life, row) in self.rows:
                known = self.rows[(self.life, row)]
                assert known[2] == content[2], "a row number was used for other content"
        return 0

    def _extras(self, extras, envelope):
        if envelope.kid != self.session or envelope.counter <= self.counters.get(envelope.kid, -1):
            return
        if extras.health is not None:
            self.health.append(extras.health)
        if extras.versions is not None:
            self.versions = extras.versions


def refuses(function, *arguments):
    """Whether the call raises DecodeError."""
    try:
        function(*arguments)
    except DecodeError:
        return True
    return False

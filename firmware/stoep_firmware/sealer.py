"""The session's envelope: a frame goes out under a counter never used, a reply comes in authentic, ours and fresh."""

from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.down import decode_down
from stoep_protocol.errors import DecodeError
from stoep_protocol.keys import down_cipher, up_cipher
from stoep_protocol.seal import parse_envelope
from stoep_protocol.update import Block

if TYPE_CHECKING:
    from stoep_firmware.records import Identity
    from stoep_firmware.rtc import RtcRecord
    from stoep_protocol.down import Down
    from stoep_protocol.seal import Cipher


class Sealer:
    """Keeps the ciphers of the present session and epoch. refused: replies that were damaged, stale or not for us."""

    def __init__(self, *, rtc: "RtcRecord", identity: "Identity") -> None:
        self._rtc = rtc
        self._identity = identity
        self._up: "Cipher | None" = None
        self._up_session = b""
        self._down: "Cipher | None" = None
        self._down_epoch = b""
        self.refused = 0

    def seal(self, plaintext: memoryview, *, size_bytes: int) -> "tuple[int, bytes]":
        """(counter, sealed message); the RTC record is advanced before. size_bytes: pad to that length, 0 for none."""
        counter = self._rtc.take_counter()
        if self._up is None or self._up_session != self._rtc.session:
            identity = self._identity
            self._up_session = self._rtc.session
            self._up = up_cipher(identity.secret, device_id=identity.device_id, session=self._up_session)
        return counter, self._up.seal(plaintext, counter=counter, size_bytes=size_bytes)

    def open(self, payload: bytes) -> "Down | None":
        """The message, if it answers this session and is newer than the last. Echo and epoch are noted."""
        rtc = self._rtc
        try:
            envelope = parse_envelope(payload)
            if self._down is None or self._down_epoch != envelope.kid:
                identity = self._identity
                self._down = down_cipher(identity.secret, device_id=identity.device_id, epoch=envelope.kid)
                self._down_epoch = envelope.kid
            reply = decode_down(self._down.open(envelope))
        except DecodeError:
            self.refused += 1
            return None
        is_repeat = reply.counter == rtc.echo_counter and rtc.has_epoch and envelope.kid == rtc.epoch
        is_newer = reply.counter > rtc.echo_counter or (is_repeat and envelope.counter > rtc.echo_iv)
        # Only a reply introduces an epoch: it tells what the gateway of that epoch knows.
        is_early = isinstance(reply, Block) and envelope.kid != rtc.epoch
        if reply.session != rtc.session or reply.counter >= rtc.counter or not is_newer or is_early:
            self.refused += 1
            return None
        rtc.echo_counter = reply.counter
        rtc.echo_iv = envelope.counter
        rtc.epoch = envelope.kid
        rtc.has_epoch = True
        return reply

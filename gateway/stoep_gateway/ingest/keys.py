"""The keys of one device: which generations are accepted, a cipher a session, one for replies."""

from stoep_protocol.errors import DecodeError
from stoep_protocol.keys import down_cipher, up_cipher
from stoep_protocol.master_keys import device_secret
from stoep_protocol.seal import Cipher, Envelope

_SESSIONS_MAX = 4  # ciphers kept a device: the present session, what is still on its way of earlier ones, a twin board


class DeviceKeys:
    """Secrets are derived when first needed and never leave."""

    def __init__(self, device_id: str, *, master: bytes) -> None:
        self._device_id = device_id
        self._master = master
        self._accepted: tuple[int, ...] = ()
        self._secrets: dict[int, bytes] = {}
        self._ciphers: dict[bytes, tuple[Cipher, int]] = {}
        self._down: tuple[int, Cipher] | None = None

    def accept(self, *, newest: int, opened: int) -> None:
        """newest: of the registry; the one before it is accepted until `opened`, the newest used, reaches it."""
        accepted = (newest,) if opened >= newest or newest == 1 else (newest, newest - 1)
        if accepted != self._accepted:
            self._accepted = accepted
            self._ciphers = {kid: entry for kid, entry in self._ciphers.items() if entry[1] in accepted}

    def open(self, envelope: Envelope) -> tuple[bytes, int]:
        """(plaintext, generation). DecodeError `key` when no accepted key fits; nothing is remembered then."""
        known = self._ciphers.get(envelope.kid)
        if known is not None:
            return known[0].open(envelope), known[1]
        for generation in self._accepted:
            cipher = up_cipher(self._secret(generation), device_id=self._device_id, session=envelope.kid)
            try:
                plaintext = cipher.open(envelope)
            except DecodeError:
                continue
            if len(self._ciphers) >= _SESSIONS_MAX:
                del self._ciphers[next(iter(self._ciphers))]
            self._ciphers[envelope.kid] = (cipher, generation)
            return plaintext, generation
        raise DecodeError("key")

    def down(self, *, generation: int, epoch: bytes) -> Cipher:
        """What seals replies to a frame of that generation."""
        if self._down is None or self._down[0] != generation:
            secret = self._secret(generation)
            self._down = (generation, down_cipher(secret, device_id=self._device_id, epoch=epoch))
        return self._down[1]

    def _secret(self, generation: int) -> bytes:
        if generation not in self._secrets:
            if len(self._secrets) >= 2:
                self._secrets.clear()
            self._secrets[generation] = device_secret(self._master, device_id=self._device_id, generation=generation)
        return self._secrets[generation]

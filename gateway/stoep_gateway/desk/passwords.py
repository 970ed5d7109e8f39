"""Passwords: which ones are taken, and what is kept of them. Argon2id as of RFC 9106, by the library we have."""

import os
import unicodedata

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

LENGTH_MIN = 12
LENGTH_MAX = 200  # of what is hashed; a sentence fits
_DIFFERENT_MIN = 5
# OWASP Password Storage Cheat Sheet: Argon2id with at least 19 MiB, two passes and one lane. A Pi has to do it beside
# its measuring, one at a time, so the least it is.
_MEMORY_KIB, _PASSES, _LANES = 19 * 1024, 2, 1
_SALT_BYTES, _HASH_BYTES = 16, 32  # RFC 9106 §4
# Of no password: what a name that is not there is compared with.
NOBODY = f"$argon2id$v=19$m={_MEMORY_KIB},t={_PASSES},p={_LANES}$" + "A" * 22 + "$" + "A" * 43


def flaw(password: str, *, name: str) -> str:
    """Why a password is not taken: "short", "long", "name", "same" (few different characters); "": it is taken."""
    text = _normal(password)
    if len(text) < LENGTH_MIN:
        return "short"
    if len(text) > LENGTH_MAX:
        return "long"
    if name in text.casefold():
        return "name"
    return "same" if len(set(text)) < _DIFFERENT_MIN else ""


def hashed(password: str) -> str:
    """What is kept: PHC text with salt and costs. Takes 19 MiB and a processor for a while: in a thread."""
    return _argon2(os.urandom(_SALT_BYTES)).derive_phc_encoded(_encoded(password))


def matches(password: str, *, hash: str) -> bool:  # noqa: A002 - what it is
    """Whether that is of this password. Takes as long for NOBODY."""
    try:
        Argon2id.verify_phc_encoded(_encoded(password), hash)
    except InvalidKey:
        return False
    return True


def _argon2(salt: bytes) -> Argon2id:
    return Argon2id(salt=salt, length=_HASH_BYTES, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB)


def _encoded(password: str) -> bytes:
    return _normal(password)[: LENGTH_MAX + 1].encode(errors="surrogatepass")  # a terminal may send what is not UTF-8


def _normal(password: str) -> str:
    """One spelling of each letter, whatever the keyboard sends (NIST SP 800-63B §5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)

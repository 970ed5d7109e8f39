"""Tell down messages apart (SPEC §6, §10)."""

from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.reply import Reply, decode_reply
from stoep_protocol.update import KIND_BLOCK, Block, decode_block

if TYPE_CHECKING:
    Down = Reply | Block


def decode_down(plaintext: bytes) -> "Down":
    """Check one opened down message. DecodeError `cbor`, `kind`, `shape`."""
    # Both are short arrays, so their second byte is their kind.
    if len(plaintext) > 1 and plaintext[1] == KIND_BLOCK:
        return decode_block(plaintext)
    return decode_reply(plaintext)

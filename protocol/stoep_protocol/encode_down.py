"""Down messages on their way out (SPEC §6, §10): the gateway's side, which boards do not load."""

from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.reply import DOWN_ANCHOR, DOWN_COMMAND, DOWN_CONFIGURATION, DOWN_UPDATE, KIND_REPLY
from stoep_protocol.update import KIND_BLOCK

if TYPE_CHECKING:
    from stoep_protocol.cbor import Writer
    from stoep_protocol.reply import Reply
    from stoep_protocol.update import Block


def encode_reply(writer: "Writer", reply: "Reply") -> None:
    """Write the message from the start of the buffer. ValueError when a part is out of bounds."""
    parts = (reply.configuration is not None) + (reply.command is not None) + (reply.anchor is not None)
    parts += reply.update is not None
    writer.reset()
    writer.array(9 if parts else 8)
    writer.uint(KIND_REPLY)
    writer.byte_string(reply.session)
    writer.uint(reply.counter)
    writer.byte_string(reply.life)
    writer.uint(reply.settled)
    writer.uint(reply.seen)
    if reply.time_s is None:
        writer.null()
    else:
        writer.uint(reply.time_s)
    writer.uint(reply.flags)
    if parts:
        writer.map(parts)
    if reply.configuration is not None:
        version, settings = reply.configuration
        writer.uint(DOWN_CONFIGURATION)
        writer.array(2)
        writer.uint(version)
        writer.map(len(settings))
        for setting in sorted(settings):
            writer.uint(setting)
            writer.uint(settings[setting])
    if reply.command is not None:
        writer.uint(DOWN_COMMAND)
        writer.array(2)
        writer.uint(reply.command[0])
        writer.uint(reply.command[1])
    if reply.update is not None:
        writer.uint(DOWN_UPDATE)
        writer.array(2)
        writer.uint(reply.update[0])
        writer.uint(reply.update[1])
    if reply.anchor is not None:
        writer.uint(DOWN_ANCHOR)
        writer.array(2)
        writer.uint(reply.anchor[0])
        writer.byte_string(reply.anchor[1])


def encode_block(writer: "Writer", block: "Block") -> None:
    """Write the message from the start of the buffer. ValueError when a part is out of bounds."""
    writer.reset()
    writer.array(6)
    writer.uint(KIND_BLOCK)
    writer.byte_string(block.session)
    for number in (block.counter, block.version, block.offset):
        writer.uint(number)
    writer.byte_string(block.data)

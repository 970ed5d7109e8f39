"""Sensirion's I2C: commands of two bytes, words of two bytes with a CRC behind each.

Datasheet: Sensirion SGP40 version 1.0, July 2020 (p. 13 seen: words with their CRCs); the SCD4x, SGP41 and SPS30 speak
alike.
"""

from stoep_protocol.compat import TYPE_CHECKING

if TYPE_CHECKING:
    from stoep_firmware.board import Board


def crc8(data: "bytes | bytearray | memoryview") -> int:
    """Polynomial 0x31, start 0xFF; 0 over a word with its CRC."""
    crc = 0xFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x31) & 0xFF if crc & 0x80 else crc << 1
    return crc


def command(code: bytes, *words: int) -> bytes:
    """A command with its words, 16 bits each."""
    data = bytearray(code)
    for word in words:
        pair = bytes([word >> 8, word & 0xFF])
        data += pair + bytes([crc8(pair)])
    return bytes(data)


async def ask(board: "Board", address: int, data: bytes, *, wait_ms: int, words: int) -> "list[int]":
    """Send a command, wait, read so many words; none if a CRC is wrong. OSError on no answer."""
    bus = board.i2c()
    bus.writeto(address, data)
    await board.sleep_ms(wait_ms)
    answer = bytearray(3 * words)
    bus.readfrom_into(address, answer)
    values = []
    for at in range(0, 3 * words, 3):
        if crc8(answer[at : at + 3]):
            return []
        values.append(answer[at] << 8 | answer[at + 1])
    return values

"""The checksums that sensors put on their words, computed bit by bit and apart from the drivers' own."""

from stoep_protocol.compat import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def sensirion_crc(data: "bytes | bytearray | memoryview") -> int:
    """CRC-8 of Sensirion's I2C words: polynomial 0x31, start 0xFF, high bit first."""
    crc = 0xFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x31) & 0xFF if crc & 0x80 else crc << 1
    return crc


def sensirion_words(words: "Iterable[int]", *, damaged: bool) -> bytes:
    """Words of 16 bits, each with its CRC."""
    data = bytearray()
    for word in words:
        pair = bytes([word >> 8, word & 0xFF])
        data += pair + bytes([sensirion_crc(pair) ^ damaged])
    return bytes(data)


def maxim_crc(data: "bytes | bytearray | memoryview") -> int:
    """CRC-8 of 1-Wire ROMs and scratchpads: x^8 + x^5 + x^4 + 1, start 0, low bit first."""
    crc = 0
    for byte in data:
        for bit in range(8):
            mix = (crc ^ byte >> bit) & 1
            crc >>= 1
            if mix:
                crc ^= 0x8C
    return crc


def modbus_crc(data: "bytes | bytearray | memoryview") -> int:
    """CRC-16 of Modbus RTU: x^16 + x^15 + x^2 + 1, start 0xFFFF, low bit first."""
    crc = 0xFFFF
    for byte in data:
        for bit in range(8):
            mix = (crc ^ byte >> bit) & 1
            crc >>= 1
            if mix:
                crc ^= 0xA001
    return crc

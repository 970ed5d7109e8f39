import pytest

from stoep_firmware.drivers.sensirion import command, crc8
from stoep_simulators.models.crc import sensirion_crc, sensirion_words


# SCD4x: 0xBEEF. SGP40 version 1.0, table 10 on p. 13: 0, 50 and 100 %, 25 °C.
@pytest.mark.parametrize(
    ("word", "crc"), [(0xBEEF, 0x92), (0x0000, 0x81), (0x8000, 0xA2), (0xFFFF, 0xAC), (0x6666, 0x93)]
)
def test_the_crc_meets_the_datasheets_examples(word: int, crc: int) -> None:
    pair = bytes([word >> 8, word & 0xFF])
    assert crc8(pair) == sensirion_crc(pair) == crc
    assert crc8(pair + bytes([crc])) == 0


def test_driver_and_model_compute_the_crc_alike() -> None:
    assert all(
        crc8(bytes([high, low])) == sensirion_crc(bytes([high, low])) for high in range(256) for low in (0, 91, 255)
    )


def test_a_command_carries_its_words_with_their_crcs() -> None:
    assert command(b"\x26\x0f", 0x8000, 0x6666) == bytes.fromhex("26 0f 80 00 a2 66 66 93")
    assert sensirion_words((0x8000, 0x6666), damaged=False) == bytes.fromhex("80 00 a2 66 66 93")

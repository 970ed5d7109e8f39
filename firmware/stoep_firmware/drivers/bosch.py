"""BME280 compensation in integers: from registers to 0.01 °C, 1/256 Pa and 1/1024 %.

Datasheet: Bosch BST-BME280-DS002-15 revision 1.6, §4.2.3 (temperature p. 25 and the end of humidity p. 26 seen,
pressure not seen); trimming words: revision 1.1, table 16, p. 22 (its first rows seen).
"""

import struct

from stoep_protocol.compat import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Calibration:
    """The chip's trimming words: `low` = registers 0x88–0xA1 (26 bytes), `high` = 0xE1–0xE7 (7 bytes)."""

    def __init__(self, low: "bytes | bytearray", high: "bytes | bytearray") -> None:
        self._temperature: "Sequence[int]" = struct.unpack_from("<Hhh", low, 0)
        self._pressure: "Sequence[int]" = struct.unpack_from("<Hhhhhhhhh", low, 6)
        h2, h3, e4, e5, e6, h6 = struct.unpack("<hBbBbb", high)
        # H4 and H5 are 12-bit signed and share register 0xE5
        self._humidity = (low[25], h2, h3, e4 * 16 | e5 & 15, e6 * 16 | e5 >> 4, h6)

    def fine(self, raw: int) -> int:
        """t_fine from the 20-bit temperature register: what the other two formulas need."""
        t1, t2, t3 = self._temperature
        first = (((raw >> 3) - (t1 << 1)) * t2) >> 11
        off = (raw >> 4) - t1
        return first + ((((off * off) >> 12) * t3) >> 14)

    def pressure(self, raw: int, fine: int) -> int:
        """Pascal × 256 from the 20-bit register (the 64-bit formula); 0 if the calibration is unusable."""
        p1, p2, p3, p4, p5, p6, p7, p8, p9 = self._pressure
        var1 = fine - 128000
        var2 = var1 * var1 * p6 + ((var1 * p5) << 17) + (p4 << 35)
        var1 = ((var1 * var1 * p3) >> 8) + ((var1 * p2) << 12)
        var1 = (((1 << 47) + var1) * p1) >> 33
        if var1 == 0:
            return 0
        value = (((1048576 - raw) << 31) - var2) * 3125 // var1
        var1 = (p9 * (value >> 13) * (value >> 13)) >> 25
        var2 = (p8 * value) >> 19
        return ((value + var1 + var2) >> 8) + (p7 << 4)

    def humidity(self, raw: int, fine: int) -> int:
        """Percent × 1024 from the 16-bit register."""
        h1, h2, h3, h4, h5, h6 = self._humidity
        x = fine - 76800
        left = ((raw << 14) - (h4 << 20) - h5 * x + 16384) >> 15
        right = (((x * h6) >> 10) * (((x * h3) >> 11) + 32768)) >> 10
        x = left * (((right + 2097152) * h2 + 8192) >> 14)
        x -= ((((x >> 15) * (x >> 15)) >> 7) * h1) >> 4
        return min(max(x, 0), 419430400) >> 12


def to_centidegrees(fine: int) -> int:
    """0.01 °C from t_fine."""
    return (fine * 5 + 128) >> 8

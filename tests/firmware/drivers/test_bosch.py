"""The integer formulas against the datasheet's own example and against its formulas in double precision."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from stoep_firmware.drivers.bosch import Calibration, to_centidegrees

# Bosch BMP280 data sheet, calculation example (page not seen): the BME280 has its temperature and pressure formulas.
T = (27504, 26435, -1000)
P = (36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000)
H = (75, 357, 0, 322, 50, 30)


def calibration(h: tuple[int, ...] = H) -> Calibration:
    low = struct.pack("<Hhh", *T) + struct.pack("<Hhhhhhhhh", *P) + bytes([0, h[0]])
    high = struct.pack("<hB", h[1], h[2]) + bytes(
        [h[3] >> 4 & 0xFF, h[3] & 15 | (h[4] & 15) << 4, h[4] >> 4 & 0xFF, h[5] & 0xFF]
    )
    return Calibration(low, high)


def test_the_data_sheets_example_gives_25_08_degrees_and_100653_pascal() -> None:
    fine = calibration().fine(519888)
    assert fine == 128422
    assert to_centidegrees(fine) == 2508
    assert calibration().pressure(415148, fine) // 256 == 100653


def test_an_empty_calibration_does_not_divide_by_zero() -> None:
    assert Calibration(bytes(26), bytes(7)).pressure(415148, 0) == 0


@given(
    raw=st.integers(0, 65535),
    fine=st.integers(-200_000, 400_000),
    h=st.tuples(
        st.integers(0, 255),
        st.integers(200, 500),
        st.integers(0, 255),
        st.integers(-400, 500),
        st.integers(-200, 200),
        st.integers(-128, 127),
    ),
)
def test_humidity_in_integers_is_humidity_in_doubles(raw: int, fine: int, h: tuple[int, ...]) -> None:
    """Appendix 8.1 of the data sheet; H4 and H5 are twelve bits with a sign."""
    h1, h2, h3, h4, h5, h6 = h
    x = fine - 76800.0
    x = (raw - (h4 * 64.0 + h5 / 16384.0 * x)) * (
        h2 / 65536.0 * (1.0 + h6 / 67108864.0 * x * (1.0 + h3 / 67108864.0 * x))
    )
    wanted = min(max(x * (1.0 - h1 * x / 524288.0), 0.0), 100.0)
    assert abs(calibration(h).humidity(raw, fine) / 1024 - wanted) < 0.1 + abs(wanted) * 0.003


@given(raw=st.integers(100_000, 900_000), raw_temperature=st.integers(300_000, 700_000))
def test_pressure_in_integers_is_pressure_in_doubles(raw: int, raw_temperature: int) -> None:
    fine = calibration().fine(raw_temperature)
    p1, p2, p3, p4, p5, p6, p7, p8, p9 = P
    var1 = fine / 2.0 - 64000.0
    var2 = (var1 * var1 * p6 / 32768.0 + var1 * p5 * 2.0) / 4.0 + p4 * 65536.0
    var1 = (1.0 + (p3 * var1 * var1 / 524288.0 + p2 * var1) / 524288.0 / 32768.0) * p1
    value = (1048576.0 - raw - var2 / 4096.0) * 6250.0 / var1
    value += (p9 * value * value / 2147483648.0 + value * p8 / 32768.0 + p7) / 16.0
    assert abs(calibration().pressure(raw, fine) / 256 - value) < 2.0

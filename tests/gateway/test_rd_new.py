"""RD New to WGS 84 and back at the customary test points."""

import pytest

from stoep_gateway.rd_new import rd_to_wgs84, wgs84_to_rd


@pytest.mark.parametrize(
    ("x_m", "y_m", "latitude", "longitude"),
    [
        (155_000, 463_000, 52.155174, 5.387206),  # Amersfoort, Onze Lieve Vrouwetoren: the origin
        (120_700.723, 487_525.501, 52.374533, 4.883526),  # Amsterdam, Westertoren
        (233_883.131, 582_065.167, 53.219383, 6.568201),  # Groningen, Martinitoren
    ],
)
def test_a_known_tower_stands_where_it_should(x_m: float, y_m: float, latitude: float, longitude: float) -> None:
    assert rd_to_wgs84(x_m, y_m) == pytest.approx((latitude, longitude), abs=2e-6)
    assert wgs84_to_rd(latitude, longitude) == pytest.approx((x_m, y_m), abs=0.3)

"""A code as people copy it."""

import pytest

from stoep_maker.errors import MakerError
from stoep_maker.redeem import parse_code

PRINT, TOKEN = "abcdefghijklmnopqrstuvwxyz", "234567abcdefghijklmnopqrst"


@pytest.mark.parametrize("host", ["192.168.1.10", "gateway.local", "[fd00::1]"])
def test_it_is_read_whatever_stands_around_it_and_hides_its_token(host: str) -> None:
    code = parse_code(f"  {host.upper()}:8443/{PRINT.upper()}/{TOKEN}\r\n")
    assert (code.host, code.port) == (host.strip("[]"), 8443)
    assert (code.fingerprint, code.token) == (PRINT, TOKEN)
    assert TOKEN not in repr(code)


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"192.168.1.10:8443/{PRINT}",
        f"192.168.1.10/{PRINT}/{TOKEN}",
        f"192.168.1.10:0/{PRINT}/{TOKEN}",
        f"192.168.1.10:65536/{PRINT}/{TOKEN}",
        f"192.168.1.10:8443/{PRINT}/{TOKEN[1:]}",
        f"192.168.1.10:8443/{PRINT}/{TOKEN} 1",
        f"a/b:8443/{PRINT}/{TOKEN}",
        f"fd00::1:8443/{PRINT}/{TOKEN}",
    ],
)
def test_half_a_code_is_none_and_is_not_repeated(text: str) -> None:
    with pytest.raises(MakerError, match="copy the whole line") as caught:
        parse_code(text)
    assert TOKEN not in str(caught.value)

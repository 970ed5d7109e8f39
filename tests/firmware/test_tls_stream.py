"""From when a certificate is valid, read from its own bytes. Connections: tests/system/test_tls.py."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_firmware.tls_stream import begins_s
from support.certificates import Certificate

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "moment",
    ["1999-12-31T23:59:59", "2000-02-29T00:00:00", "2024-03-01T12:34:56", "2049-12-31T23:59:59", "2104-02-29T01:02:03"],
)
def test_the_beginning_is_read_from_either_kind_of_time(moment: str, tmp_path: Path) -> None:
    begins = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    begins_h = (begins - datetime.now(UTC)) / timedelta(hours=1)
    certificate = Certificate(tmp_path, begins_h=begins_h, ends_h=begins_h + 1)
    got_s = begins_s(ssl.PEM_cert_to_DER_cert(certificate.pem))
    assert got_s == int((certificate.begins - EPOCH) // timedelta(seconds=1))


@given(st.binary(max_size=60))
def test_what_is_no_certificate_has_no_beginning(data: bytes) -> None:
    assert begins_s(data) is None

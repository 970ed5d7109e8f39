"""A certificate that devices would refuse is a line before any device pins its CA."""

from dataclasses import replace
from pathlib import Path

import pytest

from stoep_gateway.broker.certificate import days_left
from stoep_gateway.config.load import parse
from stoep_gateway.config.settings import BrokerSettings
from stoep_gateway.errors import ConfigError
from support.certificates import Certificate


def broker(certificate: Certificate, *, ca: Certificate | None = None) -> BrokerSettings:
    settings = parse("", file=Path("stoep.toml")).broker
    ca_file = (ca or certificate).file
    return replace(settings, ca_file=ca_file, cert_file=certificate.file, key_file=certificate.key_file)


def test_a_good_one_says_how_long(tmp_path: Path) -> None:
    assert days_left(broker(Certificate(tmp_path, ends_h=49)), name="localhost") == 2


@pytest.mark.parametrize(
    ("begins_h", "ends_h", "name", "reason"),
    [
        (-48, -24, "localhost", "certificate has expired"),
        (24, 48, "localhost", "certificate is not yet valid"),
        (-24, 24, "broker.example", "Hostname mismatch"),
        (-24, 24, "192.0.2.7", "IP address mismatch"),
    ],
)
def test_one_that_devices_refuse_is_one_line(
    begins_h: int, ends_h: int, name: str, reason: str, tmp_path: Path
) -> None:
    certificate = Certificate(tmp_path, begins_h=begins_h, ends_h=ends_h)
    with pytest.raises(ConfigError, match=f"devices will refuse it at {name} .{reason}.*have the CA in ca_file issue"):
        days_left(broker(certificate), name=name)


def test_one_of_another_ca_is_one_line(tmp_path: Path) -> None:
    other = Certificate(tmp_path / "other")
    with pytest.raises(ConfigError, match=r"devices will refuse it at localhost \(self-signed certificate"):
        days_left(broker(Certificate(tmp_path), ca=other), name="localhost")


def test_certificate_and_key_of_two_pairs_are_one_line(tmp_path: Path) -> None:
    settings = replace(broker(Certificate(tmp_path)), key_file=Certificate(tmp_path / "other").key_file)
    with pytest.raises(ConfigError, match="cannot be used together"):
        days_left(settings, name="localhost")


def test_a_key_that_others_may_read_is_one_line(tmp_path: Path) -> None:
    certificate = Certificate(tmp_path)
    certificate.key_file.chmod(0o644)
    with pytest.raises(ConfigError, match="others may read this secret"):
        days_left(broker(certificate), name="localhost")

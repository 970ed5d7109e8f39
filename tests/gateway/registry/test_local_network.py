"""Local is what the networks' own RFCs call so, and names that only the local network answers."""

import pytest

from stoep_gateway.registry.local_network import is_local

LOCAL = """127.0.0.1 localhost ::1 10.1.2.3 172.16.0.1 172.31.255.255 192.168.178.20 169.254.1.1 fd12:3456::1
fe80::1%wlan0 stoep.local Stoep.Local. raspberrypi stoep.home.arpa stoep.internal"""
AWAY = """stoep.example.org local.example.org 10.0.0.1.example.org 8.8.8.8 172.15.0.1 172.32.0.1 192.169.0.1 100.64.0.1
2001:db8::1"""


@pytest.mark.parametrize("host", LOCAL.split())
def test_these_are_local(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", AWAY.split())
def test_these_are_not(host: str) -> None:
    assert not is_local(host)

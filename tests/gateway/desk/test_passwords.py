"""Which passwords are taken, and what is kept of them."""

import pytest

from stoep_gateway.desk.passwords import LENGTH_MAX, NOBODY, flaw, hashed, matches

GOOD = "zee wind zand 12"


@pytest.mark.parametrize(
    ("password", "what"),
    [
        ("elevenchars", "short"),
        ("x1y2" * 51, "long"),
        ("hello-Anna-2026", "name"),
        ("aaaaaaaaaaaaaa", "same"),
        ("121212121212", "same"),
        (GOOD, ""),
        ("\N{SEEDLING}\N{WATER WAVE}zeewindstrand", ""),
    ],
)
def test_a_password_is_taken_or_it_is_said_why_not(password: str, what: str) -> None:
    assert flaw(password, name="anna") == what


def test_a_hash_is_of_its_password_alone_and_never_the_same_twice() -> None:
    kept = hashed(GOOD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert matches(GOOD, hash=kept)
    assert not matches(GOOD + "!", hash=kept)
    assert GOOD not in kept
    assert kept != hashed(GOOD)


def test_a_letter_is_the_same_however_a_keyboard_spells_it() -> None:
    assert matches("caf\u00e9 aan zee 12", hash=hashed("cafe\u0301 aan zee 12"))


@pytest.mark.parametrize("password", ["", "A" * 10, "\ud800\udfff" * 9, "x" * 5000])
def test_nothing_is_the_password_of_nobody(password: str) -> None:
    assert not matches(password, hash=NOBODY)


def test_what_is_longer_than_a_password_may_be_is_not_the_one_it_begins_with() -> None:
    longest = ("abcdefg " * 99)[:LENGTH_MAX]
    assert not matches(longest + "x", hash=hashed(longest))


def test_a_hash_that_is_damaged_lets_nobody_in() -> None:
    assert not matches(GOOD, hash="")

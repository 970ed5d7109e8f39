"""What NATS logs is told in our words, or not at all."""

import logging

import pytest

from stoep_gateway.supervise.broker_lines import has_read_config, translate

HEAD = "[4242] 2026/11/24 08:48:12.663637 "
ENROLLED = ("garden-7", "garden-7_2", "garden-8_3")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            '[ERR] 127.0.0.1:39292 - mid:33 - "c" - authentication error - User "garden-7_2"',
            "broker refused garden-7_2: wrong password: carry its newest bundle to the device",
        ),
        (
            '[ERR] 127.0.0.1:39292 - mid:33 - "c" - authentication error - User "garden-8"',
            "broker refused garden-8: replaced or renewed since: is it to go on, carry its newest bundle to it",
        ),
        (
            '[ERR] 127.0.0.1:39292 - mid:33 - "c" - authentication error - User "nobody"',
            "broker refused nobody: not enrolled here or revoked: stoep device enroll nobody --bundle FILE",
        ),
        (
            "[FTL] Unable to listen for MQTT connections: listen tcp 0.0.0.0:1883: bind: address already in use",
            "broker cannot listen on 0.0.0.0:1883 (address already in use):"
            " stop the other program or change [broker] host and port",
        ),
        (
            '[ERR] 127.0.0.1:3 - mid:32 - "c" - Publish Violation - Subject "stoep.1.a.up"',
            "broker refused a publish to stoep.1.a.up",
        ),
    ],
)
def test_a_line_that_matters_is_told(line: str, told: str) -> None:
    result = translate(HEAD + line, enrolled=ENROLLED)
    assert result is not None
    assert result[1] == told
    assert result[0] >= logging.WARNING


@pytest.mark.parametrize(
    "line",
    [
        "",
        "panic: not a log line",
        HEAD + "[WRN] Plaintext passwords detected, use nkeys or bcrypt",
        HEAD + '[ERR] 127.0.0.1:1 - mid:3 - "c" - unable to connect: authentication error',
    ],
)
def test_what_says_nothing_new_is_left_out(line: str) -> None:
    assert translate(line, enrolled=ENROLLED) is None


def test_what_is_merely_news_stays_for_debugging() -> None:
    told = translate(HEAD + "[INF] Server is ready", enrolled=ENROLLED)
    assert told == (logging.DEBUG, "broker: Server is ready")


def test_a_strangers_words_are_no_part_of_a_command() -> None:
    told = translate(HEAD + '[ERR] x - authentication error - User "x; reboot #"', enrolled=())
    assert told is not None
    assert told[1] == "broker refused x; reboot #: no device has such a name"


def test_a_strangers_name_is_cut_and_stripped() -> None:
    told = translate(HEAD + '[ERR] x - authentication error - User "' + "\x1b[31m" + "a" * 500 + '"', enrolled=())
    assert told is not None
    assert "\x1b" not in told[1]
    assert len(told[1]) < 250


@pytest.mark.parametrize("is_new", [False, True])
def test_a_line_tells_that_the_configuration_was_read_again(is_new: bool) -> None:
    assert has_read_config(HEAD + "[INF] Reloaded server configuration (sha256:9976)", is_new=is_new)


@pytest.mark.parametrize("is_new", [False, True])
def test_a_broker_that_is_ready_has_read_what_was_written_before_its_start(is_new: bool) -> None:
    assert has_read_config(HEAD + "[INF] Server is ready", is_new=is_new) == is_new


@pytest.mark.parametrize(
    "line",
    [
        "Reloaded server configuration",
        HEAD + "[INF] Reloaded: authorization users",
        HEAD + '[ERR] Failed to reload server configuration: "nats.conf:1:1: no"',
        HEAD + '[ERR] 127.0.0.1:1 - mid:3 - "Server is ready" - unable to connect',
    ],
)
def test_no_other_line_does(line: str) -> None:
    assert not has_read_config(line, is_new=True)

"""Logs are lines that machines read or people see, and hold no values."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from stoep_gateway.logs import label, start_logging


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def untouched() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def test_a_line_for_machines_is_one_json_object() -> None:
    stream = io.StringIO()
    start_logging(level="info", part="gateway", stream=stream)
    logging.getLogger("stoep.x").warning("two\nlines of %s", "text")
    (line,) = stream.getvalue().splitlines()
    entry = json.loads(line)
    assert (entry["level"], entry["part"], entry["logger"], entry["message"]) == (
        "warning",
        "gateway",
        "stoep.x",
        "two\nlines of text",
    )
    assert entry["time"].endswith("Z")


def test_a_line_on_a_terminal_is_for_people() -> None:
    stream = Terminal()
    start_logging(level="info", part="run", stream=stream)
    logging.getLogger("stoep.x").error("something broke")
    assert stream.getvalue().split(" ", 1)[1] == "run     error: something broke\n"


def test_the_level_holds_back_what_is_below_it() -> None:
    stream = io.StringIO()
    start_logging(level="warning", part="run", stream=stream)
    logging.getLogger("stoep.x").info("quiet")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_of_an_exception_only_type_and_place_are_logged(stream: io.StringIO) -> None:
    start_logging(level="info", part="run", stream=stream)
    try:
        int("secret-value")
    except ValueError:
        logging.getLogger("stoep.x").exception("failed")
    assert "secret-value" not in stream.getvalue()
    assert "ValueError at " in stream.getvalue()


def test_addresses_of_back_ends_and_visitors_stay_out() -> None:
    stream = io.StringIO()
    start_logging(level="info", part="run", stream=stream)
    for name in ("httpx", "httpcore.http11", "uvicorn.access"):
        logging.getLogger(name).info("GET https://city.example/?token=1")
    assert stream.getvalue() == ""


def test_a_peers_label_is_cut_and_stripped() -> None:
    assert label("a\x1b[31mb\nc") == "a?[31mb?c"
    assert label("x" * 100) == "x" * 64 + "..."
    assert label("café") == "caf?"

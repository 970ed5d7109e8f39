"""A part whose loop or disk hangs is noticed, and nothing else is taken for it."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import NoReturn

import pytest

from stoep_gateway.config.load import load
from stoep_gateway.errors import ConfigError
from stoep_gateway.supervise import gateway_process
from stoep_gateway.supervise.child import Child
from stoep_gateway.supervise.pulse import DESCRIPTOR, DISK, LOOP, Silence, heard, limit_s, show
from support.gateway import Gateway

LOOKS = 20  # within the limit
LONG = 200


def looks(silence: Silence, signs: bytes, *, times: int) -> bytes:
    """The last answer; all before it must be "nothing"."""
    for _ in range(times - 1):
        assert silence.look(signs) == b""
    return silence.look(signs)


def test_a_loop_that_stays_away_is_named_after_the_limit() -> None:
    silence = Silence()
    silence.look(LOOP)
    assert looks(silence, b"", times=LOOKS) == LOOP


def test_any_sign_begins_the_count_anew() -> None:
    silence = Silence()
    for _ in range(3):
        silence.look(LOOP)
        assert looks(silence, b"", times=LOOKS - 1) == b""


def test_a_start_may_take_ten_limits() -> None:
    assert looks(Silence(), b"", times=LONG) == LOOP


def test_the_disk_may_take_ten_limits_once_it_has_answered() -> None:
    silence = Silence()
    assert looks(silence, LOOP, times=3 * LONG) == b""
    silence.look(LOOP + DISK)
    assert looks(silence, LOOP, times=LONG) == DISK


def test_the_limit_is_what_systemd_allows_else_a_minute() -> None:
    assert limit_s() == 60
    with environment("WATCHDOG_USEC", "30000000"):
        assert limit_s() == 30


@contextmanager
def environment(name: str, value: str) -> Iterator[None]:
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]


@contextmanager
def pulse() -> Iterator[int]:
    """Where this process's signs can be read."""
    ours, theirs = os.pipe()
    os.set_blocking(ours, False)
    try:
        with environment(DESCRIPTOR, str(theirs)):
            yield ours
    finally:
        os.close(ours)
        os.close(theirs)


def test_signs_arrive() -> None:
    with pulse() as ours:
        assert heard(ours) == b""
        show(LOOP)
        show(DISK)
        assert heard(ours) == LOOP + DISK


def test_a_supervisor_that_reads_nothing_stops_nobody() -> None:
    with pulse():
        for _ in range(70_000):  # a pipe holds 65,536
            show(LOOP)


def test_the_gateway_imports_its_back_ends_before_the_first_sign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a slow card may take the time of a start."""
    gateway = Gateway(tmp_path, backends=[{"name": "files", "type": "csv"}])
    monkeypatch.setattr(os, "umask", lambda _: 0)
    with pulse() as ours:

        def imported(*_: object, **__: object) -> NoReturn:
            assert heard(ours) == b""
            raise ConfigError("seen")

        monkeypatch.setattr(gateway_process, "create", imported)
        with pytest.raises(ConfigError, match="seen"):
            gateway_process.run_gateway(load(gateway.config))


async def test_a_child_that_shows_nothing_is_killed_counted_and_comes_back(caplog: pytest.LogCaptureFixture) -> None:
    lines: asyncio.Queue[str] = asyncio.Queue(100)
    code = "import os, sys, time; os.write(int(os.environ['STOEP_PULSE_FD']), b'l');"
    mute = (sys.executable, "-c", f"{code} print(os.getpid(), file=sys.stderr, flush=True); time.sleep(600)")
    child = Child(
        "child",
        command=lambda: mute,
        delays_s=lambda: repeat(0.0),
        grace_s=1.0,
        on_line=lines.put_nowait,
        has_pulse=True,
    )
    with environment("WATCHDOG_USEC", "200000"):
        task = asyncio.create_task(child.run())
        first, second = await lines.get(), await lines.get()
        task.cancel()
        await asyncio.wait([task])
    assert first != second
    assert child.hangs >= 1
    assert "child hangs: its event loop has not run for 0.2 s" in caplog.text

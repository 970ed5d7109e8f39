"""A period's key is there while something may need it, and then nowhere."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stoep_gateway.errors import RetryableError
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.supervise.period_keys import PeriodKeys


class Clock:
    """What the gateway takes for now."""

    def __init__(self, day: str | None) -> None:
        self.set(day)

    def set(self, day: str | None) -> None:
        self._now_s = None
        if day is not None:
            self._now_s = int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) - WIRE_EPOCH_S

    def __call__(self) -> int | None:
        return self._now_s


async def test_one_key_a_period_private_and_the_same_after_a_start(tmp_path: Path) -> None:
    folder, clock = tmp_path / "pseudonyms", Clock("2026-06-15")
    keys = await PeriodKeys(folder, now_s=clock).get(["2026-05", "2026-06"])
    assert len(set(keys.values())) == 2
    assert {len(key) for key in keys.values()} == {32}
    assert [folder.stat().st_mode & 0o777, *(file.stat().st_mode & 0o777 for file in folder.iterdir())] == [
        0o700,
        0o600,
        0o600,
    ]
    assert await PeriodKeys(folder, now_s=clock).get(["2026-05", "2026-06"]) == keys


async def test_a_key_is_destroyed_31_days_after_its_period_and_never_made_again(tmp_path: Path) -> None:
    clock = Clock("2026-06-15")
    keys = PeriodKeys(tmp_path, now_s=clock)
    known = await keys.get(["2026-06", "2026"])
    clock.set("2026-07-31")
    await keys.destroy_due()
    assert await keys.get(["2026-06", "2026"]) == known
    with (tmp_path / "2026-06.key").open("rb") as still_open:
        clock.set("2026-08-01")
        await keys.destroy_due()
        assert not still_open.read().strip(b"\0")  # overwritten, not only unlinked
    assert await keys.get(["2026-06", "2026"]) == {"2026": known["2026"]}
    assert [file.name for file in tmp_path.iterdir()] == ["2026.key"]


async def test_a_copy_of_a_destroyed_key_that_was_put_back_names_nobody(tmp_path: Path) -> None:
    clock = Clock("2026-06-15")
    await PeriodKeys(tmp_path, now_s=clock).get(["2026-06"])
    clock.set("2026-08-01")
    keys = PeriodKeys(tmp_path, now_s=clock)
    assert await keys.get(["2026-06"]) == {}
    await keys.destroy_due()
    assert list(tmp_path.iterdir()) == []


async def test_while_nobody_knows_the_time_old_keys_serve_and_none_is_made_or_destroyed(tmp_path: Path) -> None:
    clock = Clock("2026-06-15")
    known = await PeriodKeys(tmp_path, now_s=clock).get(["2026-06"])
    clock.set(None)
    keys = PeriodKeys(tmp_path, now_s=clock)
    await keys.destroy_due()
    assert await keys.get(["2026-06"]) == known
    with pytest.raises(RetryableError, match="until this machine knows the time"):
        await keys.get(["2026-07"])


async def test_a_damaged_key_is_told_and_not_used(tmp_path: Path) -> None:
    clock = Clock("2026-06-15")
    await PeriodKeys(tmp_path, now_s=clock).get(["2026-06"])
    file = tmp_path / "2026-06.key"
    key = file.read_bytes()
    file.write_bytes(bytes([key[0] ^ 1]) + key[1:])
    with pytest.raises(RetryableError, match="damaged: remove it, then the names of 2026-06 begin anew"):
        await PeriodKeys(tmp_path, now_s=clock).get(["2026-06"])

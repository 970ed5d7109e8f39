"""Which slot a new flash clears: what the board would start if the flash were interrupted stays whole."""

from pathlib import Path

import pytest

from stoep_firmware import boot
from stoep_maker import flashing

CASES = {
    "a runs": ("a - 0 -\n", "b", "a"),
    "b runs": ("b - 0 a\n", "a", "b"),
    "b is on trial": ("b a 2 -\n", "b", "a"),
    "a is on trial": ("a b 0 -\n", "a", "b"),
    "damaged": ("a\n", "b", "a"),
    "a board without slots": (None, "a", None),
}


@pytest.mark.parametrize("case", CASES)
def test_the_slot_that_is_cleared_is_none_that_may_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    noted, cleared, starts = CASES[case]
    monkeypatch.chdir(tmp_path)
    for slot in boot.SLOTS:
        (tmp_path / slot / "stoep_firmware").mkdir(parents=True)
        (tmp_path / slot / "stoep_firmware/main.mpy").write_bytes(b"M")
    if noted is not None:
        (tmp_path / "slot").write_text(noted)
    exec(flashing._SLOT, {})  # noqa: S102 - as the board does
    assert capsys.readouterr().out.split() == ["slot", cleared]
    assert not (tmp_path / cleared / "stoep_firmware/main.mpy").exists()
    if starts is not None:
        for _ in range(boot.TRIES + 1):
            assert boot.begin(str(tmp_path)).active == starts

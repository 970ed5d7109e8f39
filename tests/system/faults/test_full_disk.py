"""A small real file system, filled to its last byte: nothing is settled, forwarding goes on, recovery needs nobody."""

from pathlib import Path

import pytest

from support import full_disk, small_disk


@pytest.mark.parametrize("scene", full_disk.SCENES)
def test_a_full_disk_is_a_state_like_any_other(tmp_path: Path, scene: str) -> None:
    assert small_disk.run("support.full_disk", scene, folder=tmp_path, size="12m") == ""

"""Something is wrong with a copy of the pages."""

import asyncio
import sqlite3
from contextlib import closing

from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.web.still.folder import CopyFolder
from stoep_testing.observations import window
from support.archived import deliver
from support.scenes import scene
from support.stage import Stage


def _archived(stage: Stage) -> None:
    archive = stage.gateway.state_dir / ARCHIVE_FILE
    archive.parent.mkdir(mode=0o700)
    asyncio.run(deliver(archive, [window(1)]))


@scene("a copy into a folder of something else")
def _(stage: Stage) -> str:
    (stage.tmp_path / "photos").mkdir()
    (stage.tmp_path / "photos" / "cat.jpg").touch()
    return stage.error("site", "export", stage.tmp_path / "photos")


@scene("a copy into a file")
def _(stage: Stage) -> str:
    (stage.tmp_path / "photo").touch()
    return stage.error("site", "export", stage.tmp_path / "photo")


@scene("a copy where no folder can be made")
def _(stage: Stage) -> str:
    return stage.error("site", "export", stage.tmp_path / "nowhere" / "www")


@scene("a copy over a file of somebody else")
def _(stage: Stage) -> str:
    _archived(stage)
    with CopyFolder(stage.tmp_path / "www") as folder:
        folder.publish((), stamp={})
    (stage.tmp_path / "www" / "index.html").touch()
    return stage.error("site", "export", stage.tmp_path / "www")


@scene("a copy whose folders lead elsewhere")
def _(stage: Stage) -> str:
    _archived(stage)
    with CopyFolder(stage.tmp_path / "www") as folder:
        folder.publish((), stamp={})
    (stage.tmp_path / "www" / "static").symlink_to(stage.tmp_path)
    return stage.error("site", "export", stage.tmp_path / "www")


@scene("a copy whose list is damaged")
def _(stage: Stage) -> str:
    (stage.tmp_path / "www").mkdir()
    (stage.tmp_path / "www" / "stoep-copy.json").write_text("{")
    return stage.error("site", "export", stage.tmp_path / "www")


@scene("two copies at once")
def _(stage: Stage) -> str:
    with CopyFolder(stage.tmp_path / "www"):
        return stage.error("site", "export", stage.tmp_path / "www")


@scene("a copy without an archive")
def _(stage: Stage) -> str:
    return stage.error("site", "export", stage.tmp_path / "www")


@scene("a page that cannot be copied now")
def _(stage: Stage) -> str:
    _archived(stage)
    with closing(sqlite3.connect(stage.gateway.state_dir / ARCHIVE_FILE)) as archive, archive:
        archive.execute("DROP TABLE part")
    return stage.error("site", "export", stage.tmp_path / "www")

"""What is kept of pages and of their pieces: the same for the same key, never more than the limit, anew for news."""

from pathlib import Path

import pytest

from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.web.fragments import KeptFragments, Piece
from stoep_gateway.web.kept import KeptPages, Sent, pack
from stoep_testing.observations import T0_S, reading


def test_a_page_that_is_kept_comes_back_and_the_one_that_was_used_least_lately_goes() -> None:
    pages = KeptPages(bytes_max=100)
    for name in ("a", "b"):
        pages.put(name, Sent(name.encode() * 20, b"x" * 20))
    assert pages.get("a") is not None
    pages.put("c", Sent(b"c" * 20, b"x" * 20))
    assert [name for name in ("a", "b", "c") if pages.get(name)] == ["a", "c"]


def test_a_page_packs_to_the_same_bytes_each_time() -> None:
    assert pack("<p>één</p>") == pack("<p>één</p>")
    assert pack("é").plain == b"\xc3\xa9"


def test_a_piece_is_made_once_for_a_key_and_forgotten_when_there_is_no_room() -> None:
    made: list[str] = []
    fragments = KeptFragments(chars_max=10)

    def kept(key: str) -> str:
        return fragments.kept(key, lambda: made.append(key) or key * 4)  # type: ignore[func-returns-value]

    assert [kept("a"), kept("a"), kept("b"), kept("a")] == ["aaaa", "aaaa", "bbbb", "aaaa"]
    assert made == ["a", "b"]
    kept("c")
    kept("b")
    assert made == ["a", "b", "c", "b"]


def test_what_a_piece_shows_is_worked_out_only_when_it_is_shown() -> None:
    asked: list[int] = []
    piece = Piece("x", "key", lambda: asked.append(1) or 7)  # type: ignore[func-returns-value]
    assert asked == []
    assert (piece.shown, piece.shown) == (7, 7)
    assert asked == [1]


async def test_a_devices_mark_changes_with_each_of_its_new_readings_and_with_no_other_devices(tmp_path: Path) -> None:
    path = tmp_path / "archive" / "archive.db"
    writer, reader = ArchiveWriter(path), ArchiveReader(path)
    start_s = T0_S - 86_400
    await writer.send(tuple(reading(row, device="garden-1") for row in range(1, 9)), unsure=False)
    marks = [reader.mark("garden-1", start_s=start_s)]
    await writer.send((reading(9, device="garden-2"),), unsure=False)
    assert reader.mark("garden-1", start_s=start_s) == marks[0]
    for late_or_new in (reading(10, device="garden-1"), reading(200, device="garden-1", time_s=T0_S + 3000)):
        await writer.send((late_or_new,), unsure=False)
        marks.append(reader.mark("garden-1", start_s=start_s))
    await writer.close()
    assert len(set(marks)) == 3
    assert reader.mark("nobody", start_s=start_s) == ()


async def test_a_reader_that_holds_sees_one_moment_until_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "archive" / "archive.db"
    writer = ArchiveWriter(path)
    await writer.send((reading(1),), unsure=False)
    held = ArchiveReader(path).hold()
    before = held.version()
    await writer.send((reading(2),), unsure=False)
    assert held.version() == before
    assert len(held.series("garden-1", quantity="soil_temperature", start_s=T0_S, end_s=T0_S + 86_400)) == 1
    held.close()
    assert ArchiveReader(path).version() > before
    await writer.close()


async def test_names_and_homes_of_devices_are_told_without_their_quantities(tmp_path: Path) -> None:
    path = tmp_path / "archive" / "archive.db"
    writer, reader = ArchiveWriter(path), ArchiveReader(path)
    await writer.send((reading(1, device="garden-1"), reading(1, device="garden-2")), unsure=False)
    await writer.close()
    assert reader.names() == {"garden-1", "garden-2"}
    home = reader.home("garden-1")
    assert home
    assert (home.profile, home.quantities) == ("soil", ())
    assert reader.home("nobody") is None


@pytest.mark.parametrize("keys", [1, 5])
def test_the_same_key_takes_no_more_room_than_once(keys: int) -> None:
    pages = KeptPages(bytes_max=1000)
    for _ in range(50):
        for key in range(keys):
            pages.put(key, Sent(b"x" * 90, b"y" * 10))
    assert all(pages.get(key) for key in range(keys))

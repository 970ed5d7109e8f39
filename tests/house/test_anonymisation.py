"""The page about anonymity has the figures and the picture that the code would give now."""

from xml.etree import ElementTree

from support.anonymisation import PICTURE, written


def test_the_page_and_its_picture_are_as_they_would_be_written_now() -> None:
    assert [file.name for file, text in written() if file.read_text() != text] == [], "write them anew: make reference"


def test_the_picture_is_told_to_who_cannot_see_it() -> None:
    root = ElementTree.fromstring(PICTURE.read_text())  # noqa: S314 - our own
    told = root.find("{http://www.w3.org/2000/svg}desc")
    assert told is not None
    assert str(told.text).count("of 72 windows shown") == 4

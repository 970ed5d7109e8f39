"""A paper that people read: titles, labels and texts in both languages; what nobody said is an open question."""

from collections.abc import Iterator
from dataclasses import dataclass

from stoep_gateway.privacy.words import NO_WORDS, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One label with its text, or with the question that is still open."""

    label: Words
    text: Words = NO_WORDS
    asks: Words = NO_WORDS

    @property
    def is_open(self) -> bool:
        return not self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """number: "" for none."""

    title: Words
    lines: tuple[Line, ...]
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """name: of its files. about: what it is, and what it is not."""

    name: str
    title: Words
    about: Words
    sections: tuple[Section, ...]

    def open_lines(self) -> Iterator[Line]:
        return (line for section in self.sections for line in section.lines if line.is_open)


def paper_json(paper: Paper) -> dict[str, object]:
    """For programs. "open": what nobody has said yet."""
    return {
        "title": words_json(paper.title),
        "about": words_json(paper.about),
        "sections": [
            {
                "number": section.number,
                "title": words_json(section.title),
                "lines": [_line_json(line) for line in section.lines],
            }
            for section in paper.sections
        ],
        "open": [words_json(line.asks) for line in paper.open_lines()],
    }


def words_json(words: Words) -> dict[str, str]:
    """{"nl", "en"}."""
    return {"nl": words.nl, "en": words.en}


def _line_json(line: Line) -> dict[str, object]:
    said: dict[str, object] = {"label": words_json(line.label), "text": words_json(line.text) if line.text else None}
    return said | ({"asks": words_json(line.asks)} if line.is_open else {})

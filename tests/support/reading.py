"""A page's text as a reader meets it: blocks, sentences, words. How hard they are to read, as far as counting tells."""

import re
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser

# Elements whose text is read on its own; what is between them runs on.
_BLOCKS = frozenset(("p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "td", "th", "caption", "figcaption", "summary")) | {
    *(
        "label",
        "legend",
        "option",
        "button",
        "div",
        "section",
        "article",
        "table",
        "ul",
        "ol",
        "dl",
        "form",
        "fieldset",
    ),
    *("small", "blockquote"),
}
_RUNNING = frozenset(("p", "li", "dd", "figcaption", "legend", "label", "blockquote"))  # texts that have sentences
# A drawing's words are in its label, which is read as text; who skips menus misses nothing; what others call their text
# (cite) is not ours to say more simply.
_UNREAD = frozenset(("script", "style", "svg", "nav", "cite"))
_END = re.compile(r"(?<=[.?!])[\"”')]*\s+(?=\S)")
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Text:
    """blocks: (element, text). In the order of the page."""

    blocks: tuple[tuple[str, str], ...]

    @cached_property
    def whole(self) -> str:
        """All of it, on one line."""
        return " ".join(text for _, text in self.blocks)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Of running text; no headings, no cells of tables."""
        return tuple(
            sentence
            for element, text in self.blocks
            if element in _RUNNING
            for sentence in _END.split(text)
            if sentence
        )

    @property
    def mean_words(self) -> float:
        """Of a sentence. Bits of one or two words are none: they would make a page look easier than it is."""
        lengths = [length for sentence in self.sentences if (length := words(sentence)) > 2]
        return sum(lengths) / len(lengths) if lengths else 0.0


def words(sentence: str) -> int:
    """How many: "100 %" is one."""
    return sum(1 for part in sentence.split() if _WORD.search(part))


def text_of(html: str) -> Text:
    """What stands in <main>."""
    main = html.partition("<main")[2].partition("</main>")[0]
    reader = _Reader()
    reader.feed("<main" + main)
    reader.close()
    return Text(tuple(reader.blocks))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._said: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg":
            label = dict(attrs).get("aria-label")
            if label and not self._unread:
                self._flush()
                self.blocks.append(("figcaption", " ".join(label.split())))
        if tag in _UNREAD:
            self._unread += 1
        if tag == "br":
            self._said.append(" ")
        if tag in _BLOCKS and not self._unread:
            self._flush()
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread -= 1
        elif tag in self._open and not self._unread:
            self._flush()
            while self._open.pop() != tag:  # </td> and the like may be left out
                pass

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._said.append(data)

    def close(self) -> None:
        super().close()
        self._flush()

    def _flush(self) -> None:
        said = " ".join("".join(self._said).split())
        self._said = []
        if said:
            self.blocks.append((self._open[-1] if self._open else "p", said))

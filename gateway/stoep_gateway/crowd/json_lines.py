"""Find the line of a value in a JSON text, for messages: the json module does not tell."""

import re

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def json_line_of(text: str, *, path: tuple[str | int, ...]) -> int:
    """Line (from 1) of the member or element at path in a text that json.loads takes; if it is not there, of what holds
    it. Keys are compared as they are written, without undoing escapes.
    """
    return next((line for end in range(len(path), 0, -1) if (line := _line(text, path=path[:end]))), 1)


def _line(text: str, *, path: tuple[str | int, ...]) -> int:
    """0 if it is not there."""
    at: list[str | int | None] = []  # per open container: the key or index that its next value has
    is_key_next = False
    for token in _TOKEN.finditer(text):
        word = token[0]
        if is_key_next and word.startswith('"'):
            at[-1], is_key_next = word[1:-1], False
            if tuple(at) == path:
                return text.count("\n", 0, token.start()) + 1
        elif word in "{[":
            if tuple(at) == path:
                return text.count("\n", 0, token.start()) + 1
            at.append(None if word == "{" else 0)
            is_key_next = word == "{"
        elif word in "}]":
            at.pop()
            is_key_next = False
        elif word == ",":
            last = at[-1]
            if isinstance(last, int):
                at[-1] = last + 1
            else:
                is_key_next = True
        elif tuple(at) == path and word != ":":
            return text.count("\n", 0, token.start()) + 1
    return 0

"""Find the line of a key in a scenario file, for messages: tomllib does not tell. Plain tables and keys only."""

import re

_TABLE = re.compile(r"^\s*(\[\[?)\s*([a-z_]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*[.=]")


def line_of(text: str, *, table: str, index: int = 0, key: str = "") -> int:
    """Line (from 1) of `key` in the index-th `table` ("" for the top); of the table itself where the key is not."""
    found, now, seen = 1, "", -1
    for number, line in enumerate(text.splitlines(), start=1):
        if head := _TABLE.match(line):
            now = head[2]
            seen += now == table
            if now == table and seen == index:
                found = number
                if not key:
                    return number
        elif (word := _KEY.match(line)) and word[1] == key and now == table and (not table or seen == index):
            return number
    return found

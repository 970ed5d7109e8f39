"""Find the line of a key in a TOML file, for messages: tomllib does not tell.

Knows tables, arrays of tables and plain or dotted keys at the start of a line; for anything fancier it answers with the
line of the table, or 1.
"""

import re

_TABLE = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\"' -]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_.\"' -]+?)\s*=")


def line_of(text: str, *, section: str, key: str = "", index: int = 0) -> int:
    """Line (from 1) of `key` in table `section`; of the table itself for key "". index: which one of [[section]]."""
    wanted = f"{section}.{key}" if section and key else section or key
    table, table_line, arrays_seen = "", 1, -1
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _TABLE.match(line):
            table = _plain(found[2])
            if table == section:
                arrays_seen += found[1] == "[["
                if found[1] == "[" or arrays_seen == index:
                    table_line = number
                    if not key:
                        return number
        elif found := _KEY.match(line):
            name = f"{table}.{_plain(found[1])}" if table else _plain(found[1])
            if name == wanted and (arrays_seen < 0 or table != section or arrays_seen == index):
                return number
            if not table and (name == section or name.startswith(f"{section}.")):
                table_line = number
    return table_line


def _plain(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))

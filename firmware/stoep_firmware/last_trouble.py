"""Why the last conversation failed, in a small file: for the maker who comes with a cable and asks (`doctor`)."""

import os

from stoep_protocol.compat import const

_MAX_CHARACTERS = const(200)


def read(data_dir: str) -> str:
    """One line, "" if the last conversation was complete."""
    try:
        with open(_path(data_dir), "rb") as file:
            return file.read().decode()
    except (OSError, ValueError):  # none, or damaged: UnicodeError is a ValueError
        return ""


def keep(data_dir: str, text: str) -> None:
    """Remember it, "" forgets. Written when it changes only, as flash wears. One that refuses changes nothing."""
    text = text[:_MAX_CHARACTERS]
    if text == read(data_dir):
        return
    try:
        if text:
            with open(_path(data_dir), "wb") as file:
                file.write(text.encode())
        else:
            os.remove(_path(data_dir))
    except OSError:
        pass


def _path(data_dir: str) -> str:
    return data_dir + "/trouble.txt" if data_dir else "trouble.txt"

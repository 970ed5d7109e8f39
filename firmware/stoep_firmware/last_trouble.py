"""Why the last conversation failed, in a small file: for the maker who comes with a cable and asks (`doctor`)."""

import os

from stoep_protocol.compat import const

_MAX_CHARACTERS = const(200)


class LastTrouble:
    """text: one line, "" if the last conversation was complete. Written when it changes only: flash wears."""

    def __init__(self, data_dir: str) -> None:
        self._path = data_dir + "/trouble.txt" if data_dir else "trouble.txt"
        try:
            with open(self._path, "rb") as file:
                self.text = file.read().decode()
        except (OSError, ValueError):  # none, or damaged: UnicodeError is a ValueError
            self.text = ""

    def keep(self, text: str) -> None:
        """Remember it, "" forgets. A flash that refuses changes nothing: rows need it more."""
        text = text[:_MAX_CHARACTERS]
        if text == self.text:
            return
        self.text = text
        try:
            if text:
                with open(self._path, "wb") as file:
                    file.write(text.encode())
            else:
                os.remove(self._path)
        except OSError:
            pass

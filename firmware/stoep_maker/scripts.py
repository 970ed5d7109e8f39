"""The small programs that run on a board: their text with a call at its end, and what they answer."""

import json
from pathlib import Path
from typing import Any

from stoep_maker.errors import MakerError
from stoep_maker.remote import Remote

_FOLDER = Path(__file__).with_name("on_board")


def script(name: str, *given: object) -> str:
    """One of on_board/ as mpremote sends it. given: numbers, texts and lists of them, for its `main`."""
    parts = [(_FOLDER / f"{each}.py").read_text(encoding="utf-8") for each in ("begin", name)]
    return "\n".join([*parts, f"main({', '.join(map(repr, given))})\n"])


def ask(remote: Remote, name: str, *given: object, resume: bool = False) -> dict[str, Any]:
    """Run it and read the object it ends with. resume: without a soft reset. MakerError: it says something else."""
    return read_answer(remote.execute(script(name, *given), resume=resume), port=remote.port)


def read_answer(said: str, *, port: str) -> dict[str, Any]:
    """The object that what a board said ends with. MakerError: it ends with something else."""
    lines = said.strip().splitlines()
    answer = read_object(lines[-1]) if lines else None
    if answer is None:
        heard = lines[-1][:80] if lines else "nothing"
        raise MakerError(f"{port}: the board answers {heard!r}: press its reset button and try again")
    return answer


def read_object(line: str) -> dict[str, Any] | None:
    """A line that a script said; None for anybody else's, such as a print of the maker's own driver."""
    try:
        answer = json.loads(line)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None

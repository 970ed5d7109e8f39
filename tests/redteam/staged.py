"""The street as it is and the street without defences, played once a run for all attacks that look at them."""

import traceback
from concurrent.futures import ProcessPoolExecutor
from fcntl import LOCK_EX, flock
from multiprocessing import get_context
from pathlib import Path

from redteam import street
from redteam.looks import Looks

_CONTEXT = get_context("forkserver")


def streets(folder: Path) -> tuple[Looks, Looks]:
    """(as it is, without defences). folder: of an attack. Whoever asks first plays them, the others wait."""
    place = folder.parent / "streets"
    with (folder.parent / "streets.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not place.exists():
            place.mkdir()
            try:
                with ProcessPoolExecutor(2, mp_context=_CONTEXT) as pool:
                    played = [
                        pool.submit(street.play, place / ("without" if leaks else "with"), leaks=leaks)
                        for leaks in (False, True)
                    ]
                    for name, looks in zip(("with", "without"), played, strict=True):
                        looks.result().write(place / f"{name}.json")
            except Exception:  # noqa: BLE001 - each attack that wants it says why it is not there
                (place / "broken").write_text(traceback.format_exc())
    if (place / "broken").exists():
        raise AssertionError((place / "broken").read_text())
    return Looks.read(place / "with.json"), Looks.read(place / "without.json")

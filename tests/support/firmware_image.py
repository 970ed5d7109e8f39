"""Images of the real firmware with a version and a fault of one's own."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import stoep_firmware
import stoep_protocol
from stoep_maker.board_files import compile_file
from stoep_protocol import __version__
from support.update_image import image

_PACKAGES = (stoep_protocol, stoep_firmware)


def firmware_image(folder: Path, *, version: str, changed: Mapping[str, str] | None = None) -> bytes:
    """folder: an empty one. changed: path below the slot, ending in .py, → lines that are put at its end."""
    files = {}
    for package in _PACKAGES:
        source = Path(str(package.__file__)).parent
        shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    named = folder / "stoep_protocol/__init__.py"
    named.write_text(named.read_text().replace(f'"{__version__}"', f'"{version}"'))
    for name, lines in (changed or {}).items():
        with (folder / name).open("a") as file:
            file.write(f"\n\n{lines}\n")
    for path in sorted(folder.rglob("*.py")):
        below = path.relative_to(folder)
        compile_file(path, path.with_suffix(".mpy"), name=str(below))
        files[below.with_suffix(".mpy").as_posix()] = path.with_suffix(".mpy").read_bytes()
    return image(version, files=files)

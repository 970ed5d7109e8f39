"""Read a file of answers about a sensor: a device file, or a description, of which the answers are a part."""

from pathlib import Path

from stoep_gateway.errors import ConfigError
from stoep_gateway.privacy.answers import Answers
from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.source import read_any

_SIZE_MAX_BYTES = 1_000_000


def read_device(file: Path, *, rulebook: Rulebook) -> Answers:
    """Of a file of answers. ConfigError."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_SIZE_MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}): name a file of answers") from error
    if len(data) > _SIZE_MAX_BYTES:
        raise ConfigError(f"{file}: longer than {_SIZE_MAX_BYTES} bytes: this is no file of answers")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{file}:{line}: not UTF-8 text: save it as UTF-8") from error
    return read_any(text, name=str(file), profile=file.stem, rulebook=rulebook).facts

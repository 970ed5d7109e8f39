"""What the operator tells of the gateway's own sensors, by profile: the files of [privacy] answers_dir."""

from collections.abc import Mapping
from pathlib import Path

from stoep_gateway.config.operator_text import operator_text
from stoep_gateway.errors import ConfigError
from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.source import Description, read_any


def told_sources(folder: Path | None, *, rulebook: Rulebook) -> Mapping[str, Description]:
    """None: nothing is told. ConfigError."""
    if folder is None:
        return {}
    try:
        files = sorted(folder.iterdir())
        return {file.stem: _read(file, rulebook=rulebook) for file in files if file.suffix == ".toml"}
    except OSError as error:
        where = error.filename or folder
        raise ConfigError(f"{where}: cannot be read ({error.strerror}): is it there, and yours?") from error


def _read(file: Path, *, rulebook: Rulebook) -> Description:
    text = operator_text(file, name=str(file))
    return read_any(text, name=str(file), profile=file.stem, rulebook=rulebook)

"""The archive under its back-end's name."""

from pathlib import Path

from stoep_gateway.archive.writer import FILE_NAME, ArchiveWriter
from stoep_gateway.backends.options import Options
from stoep_gateway.config.settings import BackendSettings


def create(settings: BackendSettings, *, state_dir: Path) -> ArchiveWriter:
    """No options: there is one archive, in state_dir."""
    Options(settings).done()
    return ArchiveWriter(state_dir / FILE_NAME)

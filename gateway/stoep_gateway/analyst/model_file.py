"""The forecaster between two lives of the analyst: one file, whole or the one before."""

import logging
from pathlib import Path

from stoep_gateway.config.private_file import write_private
from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.shipped import default
from stoep_gateway.errors import ConfigError

FILE_NAME = "model.npz"  # beside the outlook
_SAVE_S = 900  # what is learnt in between is learnt again
_LOG = logging.getLogger("stoep.analyst")


class ModelFile:
    """One for the process."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._saved_s = float("-inf")

    def load(self) -> Forecaster:
        """The shipped one where there is no file, or none that can be read, which the log then says."""
        try:
            return Forecaster.from_bytes(self._path.read_bytes())
        except FileNotFoundError:
            return default()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            _LOG.warning("%s: cannot be used (%s): the shipped model begins anew", self._path, reason)
            return default()

    def save(self, forecaster: Forecaster, *, mono_s: float, at_once: bool = False) -> None:
        """If that is due. A disk that does not want to is told of, and tried again."""
        if not at_once and mono_s - self._saved_s < _SAVE_S:
            return
        self._saved_s = mono_s
        try:
            write_private(self._path, forecaster.to_bytes())
        except ConfigError as error:
            _LOG.error("%s", error)

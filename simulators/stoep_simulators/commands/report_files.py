"""The files that reports are written to, looked at before days are played."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from stoep_simulators.scenarios.records import Scenario
from stoep_simulators.scenarios.table import ScenarioError


def may_be_written(paths: Sequence[Path], *, scenario: Scenario, file: Path | None) -> None:
    """Make their folders, take away reports of an earlier run, which would be taken for this one's.

    file: the scenario's. ScenarioError: one cannot be kept, or would take another's place.
    """
    taken = {path.resolve(): "the scenario is read from it" for path in _read(scenario, file=file)}
    for path in paths:
        if why := taken.get(path.resolve()):
            raise ScenarioError(f"{path}: {why}: give the report a file of its own")
        taken[path.resolve()] = "another report goes there"
    for path in paths:
        try:
            if not path.parent.exists():
                path.parent.mkdir(parents=True)
            path.open("ab").close()
        except OSError as error:
            raise ScenarioError(f"{path}: cannot be written: {error.strerror}") from error
    for path in paths:
        if path.is_file():  # neither a pipe nor a device
            path.write_bytes(b"")
            with suppress(OSError):  # in a folder that is not ours it stays, empty
                path.resolve().unlink()


def _read(scenario: Scenario, *, file: Path | None) -> list[Path]:
    files = [Path(group.csv) for group in scenario.groups if group.csv]
    if scenario.config:
        files.append(scenario.config.file)
    return [*files, file] if file else files

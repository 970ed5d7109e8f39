"""The configuration of a gateway on this machine: as `stoep init` writes it, or an operator's own."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stoep_simulators.commands.toml_file import read_toml
from stoep_simulators.commands.toml_text import toml_text

Changes = Mapping[tuple[str, str], object]  # (section, key) -> value

# What belongs to where and how a gateway runs; a run has its own.
_OF_A_RUN = {
    "gateway": ("state_dir",),
    "journal": ("commit_interval_s",),
    "web": ("host", "port"),
    "clock": ("trust",),
    "metrics": ("host", "port"),
    "enrolment": ("host", "port", "public_host"),
}
_LISTED_PATHS = ("public_keys", "rules")  # that do not end as others do


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnConfig:
    """An operator's configuration without what is a run's own; relative paths are those of the file's folder."""

    file: Path
    document: Mapping[str, Any]

    @property
    def broker(self) -> Mapping[str, Any] | None:
        """[broker] of one that is the operator's; None: the gateway runs its own."""
        found: Mapping[str, Any] = self.document.get("broker", {})
        return found if found else None

    def text(self, *, changes: Changes) -> str:
        """TOML, with what a run changes."""
        document = {name: dict(table) if isinstance(table, dict) else table for name, table in self.document.items()}
        for (section, key), value in changes.items():
            document.setdefault(section, {})[key] = value
        return toml_text(document)


def read_own_config(file: Path) -> OwnConfig:
    """TomlFileError if it is no TOML. What its settings may be, the gateway itself says."""
    _, document = read_toml(file)
    base = file.absolute().parent
    whole = {name: _whole(table, base=base) for name, table in document.items()}
    broker = whole.get("broker", {})
    if not isinstance(broker, dict) or broker.get("embedded", True) is not False:
        whole.pop("broker", None)
    for section, keys in _OF_A_RUN.items():
        table = whole.get(section)
        if isinstance(table, dict):
            whole[section] = {key: value for key, value in table.items() if key not in keys}
    return OwnConfig(file=file, document=whole)


def change_settings(toml_text: str, *, changes: Changes) -> str:
    """Set values in a stoep.toml as `stoep init` writes it. KeyError for a setting that does not stand there."""
    left = dict(changes)
    section = ""
    lines = []
    for line in toml_text.splitlines():
        if found := re.fullmatch(r"\[(\w+)\]", line):
            section = found[1]
        setting = re.match(r"(?:# )?(\w+) = ", line)
        if setting and (section, setting[1]) in left:
            line = f"{setting[1]} = {json.dumps(left.pop((section, setting[1])))}"
        lines.append(line)
    if left:
        raise KeyError(min(left))
    return "\n".join(lines) + "\n"


def _whole(value: Any, *, base: Path, key: str = "") -> Any:
    """With paths that are whole, by the names of their keys."""
    if isinstance(value, dict):
        return {name: _whole(each, base=base, key=name) for name, each in value.items()}
    if isinstance(value, list):
        return [_whole(each, base=base, key=key) for each in value]
    is_path = key.endswith(("_file", "_dir")) or key in _LISTED_PATHS
    return str(base / value) if is_path and isinstance(value, str) and value else value

"""What a device measures, as files and commands say it: a built-in profile's name, or a maker's own as an object."""

import json
from pathlib import Path

from stoep_gateway.errors import ConfigError
from stoep_protocol.description import to_json
from stoep_protocol.own_profile import from_json
from stoep_protocol.profiles import BUILT_IN, Profile, by_name

_FILE_BYTES_MAX = 100_000


def as_json(profile: Profile) -> str | dict[str, object]:
    """As the device list and a bundle say it."""
    return profile.name if isinstance(profile.id, int) else to_json(profile)


def parse(value: object) -> Profile:
    """The same read. KeyError, ValueError."""
    return by_name(value) if isinstance(value, str) else from_json(value)


def chosen(text: str) -> Profile:
    """What --profile asks for: a file that ends in .json, else a built-in name. ConfigError."""
    if not text.endswith(".json"):
        try:
            return by_name(text)
        except KeyError as error:
            raise ConfigError(
                f"--profile {text[:40]}: unknown: choose one of {', '.join(offered())}, or a FILE.json"
            ) from error
    path = Path(text)
    try:
        with path.open("rb") as file:
            raw = json.loads(file.read(_FILE_BYTES_MAX))
    except OSError as error:
        raise ConfigError(f"{path}: cannot read the profile ({error.strerror}): name a readable file") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not JSON: examples/own-sensor/ has a profile to start from") from error
    try:
        return from_json(raw)
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error


def offered() -> tuple[str, ...]:
    """Built-in names that a message names: the canary is for tests."""
    return tuple(profile.name for _, profile in sorted(BUILT_IN.items()) if profile.name != "canary")

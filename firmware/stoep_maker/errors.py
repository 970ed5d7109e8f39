"""What goes wrong at a maker's desk."""

from importlib.util import find_spec


class MakerError(Exception):
    """A person must act. The message is one line: what, where, what to do; never a secret."""


def require(module: str) -> None:
    """MakerError: what the extra `maker` brings is not there."""
    if find_spec(module) is None:
        raise MakerError(f"{module.replace('_', '-')} is not installed: pip install 'stoep[maker]'")

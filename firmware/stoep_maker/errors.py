"""What goes wrong at a maker's desk."""


class MakerError(Exception):
    """A person must act. The message is one line: what, where, what to do; never a secret."""

"""Meet the difference between the two interpreters once."""

TYPE_CHECKING = False

if TYPE_CHECKING:

    def const(value: int) -> int:
        """MicroPython folds `_NAME = const(3)` at compile time; elsewhere it is the value."""
        return value

else:
    try:
        from micropython import const
    except ImportError:

        def const(value):
            """MicroPython folds `_NAME = const(3)` at compile time; elsewhere it is the value."""
            return value


__all__ = ["TYPE_CHECKING", "const"]

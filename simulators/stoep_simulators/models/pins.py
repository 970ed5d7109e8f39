"""GPIO pins whose levels models drive and whose interrupts firmware handles."""

from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable

_RISING = const(1)
_FALLING = const(2)


class SimPin:
    """machine.Pin: as an input with pull-up 1 until something pulls it down, as an output what was last written."""

    IRQ_RISING = 1  # the ESP32 port's numbers
    IRQ_FALLING = 2

    def __init__(self, number: int) -> None:
        self.number = number
        self._level = 1
        self._is_driven = False
        self._handler: "Callable[[SimPin], object] | None" = None
        self._trigger = 0
        self._watcher: "Callable[[int], None] | None" = None

    def value(self, level: "int | None" = None) -> "int | None":
        """The level, 0 or 1; with one, the firmware puts it out."""
        if level is not None:
            self.drive(level)
            if self._watcher is not None:
                self._watcher(level)
            return None
        return self._level

    def level(self, *, undriven: int) -> int:
        """The level, where nothing drives the pin that which its own pull gives it."""
        return self._level if self._is_driven else undriven

    def irq(self, handler: "Callable[[SimPin], object] | None" = None, trigger: int = 3) -> None:
        """Call `handler(pin)` at edges; None stops."""
        self._handler = handler
        self._trigger = trigger

    def watch(self, watcher: "Callable[[int], None]") -> None:
        """A model hears every level that the firmware puts out."""
        self._watcher = watcher

    def drive(self, level: int) -> None:
        """A model sets the level."""
        self._is_driven = True
        if level == self._level:
            return
        self._level = level
        if self._handler is not None and self._trigger & (_RISING if level else _FALLING):
            self._handler(self)

    def let_go(self) -> None:
        """A model drives it no more, as a contact that opens: the pull-up takes it high."""
        self.drive(1)
        self._is_driven = False

    def release(self) -> None:
        """The firmware is gone (deep sleep, reset): no more interrupts."""
        self._handler = None

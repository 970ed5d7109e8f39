"""asyncio on the virtual board: interrupts, timers and buttons come while all tasks wait."""

from asyncio import core  # type: ignore[attr-defined] # MicroPython's

from stoep_simulators.virtual_board import power


class _Queue(core.IOQueue):  # type: ignore[misc]
    def wait_io_event(self, dt: int) -> None:
        """At most dt milliseconds, in small steps; -1: until a task can go on."""
        if dt == 0:
            super().wait_io_event(0)
            return
        until_ms = power.now.ticks_ms() + dt
        while True:
            left_ms = until_ms - power.now.ticks_ms() if dt > 0 else 1000
            if left_ms <= 0:
                return
            super().wait_io_event(power.now.idle_ms(left_ms))
            power.now.look()
            task = core._task_queue.peek()
            if task is not None and core.ticks_diff(task.ph_key, core.ticks()) <= 0:
                return


def install() -> None:
    """For this loop and those to come."""
    core.IOQueue = _Queue
    core.new_event_loop()

"""What the firmware asks of a board. `hal.py` answers with the chip, the simulators with bus models."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn, Protocol

    class Board(Protocol):
        """One board between power-on and power-off. Buses have the methods of MicroPython's `machine` classes."""

        data_dir: str  # where flash files live: "" on the board, a directory elsewhere; never ends in "/"

        def ticks_ms(self) -> int:
            """Milliseconds since this wake, wrapping at 2^29: only for differences by `ticks_diff`."""
            ...

        def uptime_s(self) -> int:
            """Whole seconds since power-on; goes on through deep sleep and resets (the RTC)."""
            ...

        def random(self, size: int) -> bytes:
            """True random bytes. Only while the radio is on."""
            ...

        async def sleep_ms(self, delay_ms: int) -> None:
            """Every wait of the firmware but those on the network. Pin interrupts fire meanwhile."""
            ...

        def deep_sleep_ms(self, delay_ms: int) -> "NoReturn":
            """End this wake. The board starts again at main.py after the delay; RAM is lost."""
            ...

        def restart(self) -> "NoReturn":
            """Reset the board; RTC memory and uptime stay."""
            ...

        def reset_cause(self) -> int:
            """SPEC §5: 0 unknown, 1 power on, 2 reset, 3 watchdog, 4 deep sleep, 5 brown-out."""
            ...

        def board_id(self) -> bytes:
            """1–8 bytes fixed in the hardware."""
            ...

        def platform(self) -> "tuple[str, int]":
            """Chip, as MicroPython names it (esp32, esp32s3, esp32c3), and the version of compiled code it takes."""
            ...

        def rtc_read(self) -> bytes:
            """The RTC memory, at most 2,048 bytes, b"" after power-on."""
            ...

        def rtc_write(self, data: "bytes | bytearray") -> None: ...

        def feed(self) -> None:
            """Feed the hardware watchdog."""
            ...

        def battery_mv(self) -> "int | None": ...

        def rssi_dbm(self) -> "int | None": ...

        async def radio_on(self, ssid: str, password: str) -> None:
            """Join the network. OSError when it cannot."""
            ...

        def radio_off(self) -> None: ...

        async def connect(self, host: str, port: int, ca_der: "bytes | None") -> "tuple[Any, Any]":
            """(reader, writer) of asyncio streams, TLS with the pinned CA if given. OSError when it cannot.

            ValueError, here or at the first drain, when a certificate is refused; the words are mbedTLS's.
            """
            ...

        def certificate_begins_s(self) -> "int | None":
            """From when the certificate that came last is valid, wire time; None when none came."""
            ...

        def clock_at_least(self, time_s: int) -> None:
            """Put the clock by which certificates are judged forward to this wire time. No other clock moves."""
            ...

        def i2c(self) -> "Any":
            """machine.I2C: scan, readfrom_into, writeto, readfrom_mem_into, writeto_mem. OSError on no answer."""
            ...

        def uart(self, baud: int) -> "Any":
            """machine.UART: any, readinto, write, flush."""
            ...

        def adc(self, pin: int) -> "Any":
            """machine.ADC: read_uv."""
            ...

        def pin(self, number: int) -> "Any":
            """machine.Pin as input with pull-up: value, irq(handler, trigger)."""
            ...

        def output(self, number: int) -> "Any":
            """machine.Pin as output, low at first: value(level)."""
            ...

        def onewire(self, pin: int) -> "Any":
            """onewire.OneWire: reset, readbyte, writebyte, select_rom, scan."""
            ...

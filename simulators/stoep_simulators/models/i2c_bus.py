"""An I2C bus with machine.I2C's methods, and the errors the ESP32 port gives."""

from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Protocol

    class I2cDevice(Protocol):
        """One chip. Both methods return False for "not acknowledged"."""

        address: int

        def write(self, data: "bytes | bytearray | memoryview") -> bool: ...

        def read_into(self, buffer: "bytearray | memoryview") -> bool: ...


_ENODEV = const(19)


class SimI2c:
    """The board's only I2C bus."""

    def __init__(self) -> None:
        self._devices: "dict[int, I2cDevice]" = {}

    def attach(self, device: "I2cDevice") -> None:
        """Solder a chip to the bus."""
        self._devices[device.address] = device

    def scan(self) -> "list[int]":
        """Addresses that acknowledge."""
        return [address for address in sorted(self._devices) if self._devices[address].write(b"")]

    def writeto(self, address: int, data: "bytes | bytearray | memoryview") -> int:
        """Write; the number of bytes acknowledged."""
        if not self._device(address).write(data):
            raise OSError(_ENODEV)
        return len(data)

    def readfrom_into(self, address: int, buffer: "bytearray | memoryview") -> None:
        """Fill the buffer."""
        if not self._device(address).read_into(buffer):
            raise OSError(_ENODEV)

    def writeto_mem(self, address: int, register: int, data: "bytes | bytearray | memoryview") -> None:
        """Write to an 8-bit register."""
        self.writeto(address, bytes([register]) + bytes(data))

    def readfrom_mem_into(self, address: int, register: int, buffer: "bytearray | memoryview") -> None:
        """Read from an 8-bit register on."""
        self.writeto(address, bytes([register]))
        self.readfrom_into(address, buffer)

    def _device(self, address: int) -> "I2cDevice":
        device = self._devices.get(address)
        if device is None:
            raise OSError(_ENODEV)
        return device

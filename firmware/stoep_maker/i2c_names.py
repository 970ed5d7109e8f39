"""Which sensors answer at which I2C address. Pure."""

from stoep_firmware.drivers import TYPES

_SENSORS = {0x29: "VL53L1X", 0x59: "SGP41", 0x62: "SCD41", 0x69: "SPS30"}
_BOSCH = {0x56: "BMP280", 0x57: "BMP280", 0x58: "BMP280", 0x60: "BME280", 0x61: "BME680"}  # register 0xD0


def driver(address: int, chip_id: int | None) -> str:
    """The `type` in stoep.json of what answers there, "" if the firmware reads no such thing."""
    kind = name(address, chip_id).split(" ", 1)[1].lower()
    return kind if kind in TYPES else ""


def name(address: int, chip_id: int | None) -> str:
    """Such as "0x62 SCD41"; chip_id of those that share an address."""
    if chip_id is not None:
        return f"0x{address:02x} {_BOSCH.get(chip_id, f'unknown chip (id 0x{chip_id:02x})')}"
    return f"0x{address:02x} {_SENSORS.get(address, 'unknown')}"

"""Find the port that a board is on."""

from stoep_maker.errors import MakerError, require


def only_port() -> str:
    """The one USB serial port of this machine. MakerError: none, or several."""
    require("mpremote")
    from serial.tools import list_ports  # comes with it

    found = sorted(port.device for port in list_ports.comports() if port.vid is not None)
    if not found:
        raise MakerError("no board on USB: plug it in with a data cable, or name its port with --port")
    if len(found) > 1:
        raise MakerError(f"several boards on USB: name one with --port: {', '.join(found)}")
    return str(found[0])

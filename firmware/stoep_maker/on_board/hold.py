"""Keep the watchdog fed while a person types: it cannot be stopped, and a board without firmware has none."""


def main() -> None:
    """Says nothing."""
    try:
        from stoep_firmware.hal import Esp32Board
    except ImportError:
        return
    Esp32Board({}).hand_over()

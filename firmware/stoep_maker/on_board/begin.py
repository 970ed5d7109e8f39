"""Put the firmware that the board runs on the path."""

try:
    import stoep_boot

    stoep_boot.use()
except ImportError:
    pass

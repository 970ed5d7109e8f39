"""The device: drivers, outbox, radio, in the MicroPython dialect."""

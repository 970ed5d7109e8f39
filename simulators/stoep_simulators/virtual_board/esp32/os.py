"""`os` of the virtual board: the VM's, and the name of the chip that it stands in for."""

from collections import namedtuple

from uos import *  # noqa: F403

_Uname = namedtuple("_Uname", ("sysname", "nodename", "release", "version", "machine"))


def uname():
    """As an ESP32's."""
    return _Uname("esp32", "esp32", "1.25.0", "virtual board", "stoep virtual board with ESP32")

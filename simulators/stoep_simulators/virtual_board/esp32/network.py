"""`network` of the virtual board: one access point that takes everybody; sockets are the machine's."""

from stoep_simulators.virtual_board import power

STA_IF = 0
AP_IF = 1
STAT_IDLE = 1000
STAT_GOT_IP = 1010


class WLAN:
    """The only radio."""

    IF_STA = STA_IF
    IF_AP = AP_IF
    _is_active = False
    _ssid = ""

    def __init__(self, interface=STA_IF):
        del interface
        self._rssi = power.now.tape.level("rssi_dbm", -61)
        self._reachable = power.now.tape.level("wifi", 1)

    def active(self, is_active=None):
        """Ask, or switch it."""
        if is_active is None:
            return WLAN._is_active
        WLAN._is_active = bool(is_active)
        if not is_active:
            WLAN._ssid = ""
        return None

    def connect(self, ssid, key=None):
        """Join, at once if the access point is there."""
        del key
        if not WLAN._is_active:
            raise OSError("Wifi Internal State Error")
        if self._reachable.at_ms(power.now.clock.now_ms):
            WLAN._ssid = ssid

    def disconnect(self):
        """Leave."""
        WLAN._ssid = ""

    def isconnected(self):
        """Whether it has joined."""
        power.now.look()
        return bool(WLAN._ssid) and self._reachable.at_ms(power.now.clock.now_ms) != 0

    def status(self, what=None):
        """The state, or "rssi" in dBm."""
        if what == "rssi":
            return self._rssi.at_ms(power.now.clock.now_ms)
        return STAT_GOT_IP if self.isconnected() else STAT_IDLE

    def config(self, what):
        """ "ssid" and "mac"."""
        if what == "ssid":
            return WLAN._ssid
        if what == "mac":
            return power.now.board_id
        raise ValueError("unknown config param")

    def ifconfig(self):
        """The machine's own."""
        return ("127.0.0.1", "255.0.0.0", "127.0.0.1", "127.0.0.1")

    def scan(self):
        """(name, its MAC, channel, dBm, security, whether it hides) of the one network, while it is there."""
        if not WLAN._is_active:
            raise OSError("STA must be active")
        now_ms = power.now.clock.now_ms
        if not self._reachable.at_ms(now_ms):
            return []
        return [(b"virtual", b"\x02\x00\x00\x00\x00\x01", 6, self._rssi.at_ms(now_ms), 3, False)]

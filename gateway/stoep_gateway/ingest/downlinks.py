"""What goes down with a reply: configuration now, commands and updates later."""

import hashlib

from stoep_protocol.reply import SETTING_SAMPLE_S, SETTING_SEND_S

Configuration = tuple[int, dict[int, int]]


def configuration(*, sample_s: int, send_s: int) -> Configuration:
    """(version, settings). The version is made from the content, so that two gateways and two starts agree."""
    settings = {SETTING_SAMPLE_S: sample_s, SETTING_SEND_S: send_s}
    text = ",".join(f"{setting}={value}" for setting, value in sorted(settings.items()))
    version = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") & 0x3FFFFFFF
    return version or 1, settings

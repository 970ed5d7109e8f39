"""The commented stoep.toml and the systemd unit that `stoep init` writes. Pure."""

import json
from pathlib import Path

from stoep_gateway.config.key import Key
from stoep_gateway.config.keys import SECTIONS

_HEAD = """\
# stoep: configuration of this gateway. Every setting is here with its default; stoep check looks it over.
# Secrets do not belong in this file: name files of mode 0600.
"""

_TAIL = """\
# One [[backend]] for each place that readings go to, besides the archive, which is always there.
# [[backend]]
# name = "city"
# type = "sensorthings"
# url = "https://example.org/sensorthings/v1.1"

# One [[alert]] for each channel that news of crowds goes out by.
# [[alert]]
# name = "desk"
# type = "webhook"
# url = "https://example.org/alerts"

# Devices whose particle sensor is another than [air] sensor.
# [air.sensors]
# lucht-2 = "sps30"

# One table for each quantity of makers' own profiles: while there is none, rows with it wait on the device.
# [quantities.sound_level]
# class = "harmless"
# unit = "dB"
# low = 0
# high = 140
"""


def toml_text(*, changed: dict[tuple[str, str], object]) -> str:
    """changed: (section, key) -> value where it is not the default."""
    parts = [_HEAD]
    for section, keys in SECTIONS.items():
        parts.append(f"[{section}]")
        parts += [_line(key, section=section, changed=changed) for key in keys]
        parts.append("")
    return "\n".join((*parts, _TAIL))


def unit_text(*, program: str, config_file: Path, state_dir: Path, user: str) -> str:
    """A systemd service that may write only the state folder, and whose memory stays off the disk."""
    return f"""\
# Copy to /etc/systemd/system/stoep.service, then: systemctl enable --now stoep
[Unit]
Description=stoep gateway
After=network-online.target time-sync.target
Wants=network-online.target

[Service]
Type=notify
User={user}
ExecStart={program} run --config {config_file}
Restart=always
RestartSec=2
WatchdogSec=60
KillMode=mixed
TimeoutStopSec=15
UMask=0077
CapabilityBoundingSet=
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={state_dir}
TemporaryFileSystem=/tmp /var/tmp
MemorySwapMax=0
LimitCORE=0
DevicePolicy=closed
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native

[Install]
WantedBy=multi-user.target
"""


def _line(key: Key, *, section: str, changed: dict[tuple[str, str], object]) -> str:
    value = changed.get((section, key.name), key.default)
    text = json.dumps(value)  # of text, numbers and truth, JSON and TOML write the same
    shown = f"{key.name} = {text}" if (section, key.name) in changed else f"# {key.name} = {text}"
    return f"# {key.meaning}\n{shown}"

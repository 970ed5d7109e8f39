"""`stoep device invite`: a code with which a board is enrolled from another machine."""

import argparse
import secrets
import time
from datetime import datetime

from stoep_gateway.anonymise.quantities import Classes
from stoep_gateway.commands.classing import unclassed
from stoep_gateway.commands.same_line import beside
from stoep_gateway.config.settings import Settings
from stoep_gateway.enrol.certificate import fingerprint, make_certificate, small_base32
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.bundle import is_for_simulated_devices, leads_to, make_bundle
from stoep_gateway.registry.enrolment import Enrolment, enroll
from stoep_gateway.registry.invite import Invite, token_sha256, with_invite
from stoep_gateway.registry.invites import Invites
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry

_TOKEN_BYTES = 16
_HOURS_MAX = 168  # a week
_HOUR_S = 3600
FOR_BOARDS = 'set [broker] host = "0.0.0.0" and public_host to this gateway\'s name or address, then do this again'


def add_hours(parser: argparse.ArgumentParser) -> None:
    """--hours."""
    parser.add_argument("--hours", type=int, default=24, metavar="N", help="the code is good for so long (default: 24)")


def invite(args: argparse.Namespace, *, settings: Settings, request: Enrolment) -> int:
    """Nothing changes in the list of devices until the code is redeemed. The code is the only line without a space."""
    if not 1 <= args.hours <= _HOURS_MAX:
        raise ConfigError(f"--hours {args.hours}: give whole hours from 1 to {_HOURS_MAX}")
    state_dir = settings.gateway.state_dir
    registry, invites = Registry(state_dir), Invites(state_dir)
    now_s = int(time.time())
    token = small_base32(secrets.token_bytes(_TOKEN_BYTES))
    made = Invite(request=request, token_sha256=token_sha256(token), expires_s=now_s + args.hours * _HOUR_S)
    with registry.locked():
        # What would be refused when it is redeemed is refused now.
        devices = registry.load()
        device = enroll(devices, request=request)
        make_bundle(device, master=load_master(state_dir), broker=settings.broker, updates=settings.updates)
        make_certificate(state_dir)
        host = settings.enrolment.public_host or leads_to(settings.broker)
        address = f"{f'[{host}]' if ':' in host else host}:{settings.enrolment.port}"
        code = f"{address}/{fingerprint(state_dir)}/{token}"
        invites.put(with_invite(invites.load(), invite=made, now_s=now_s))
    print(f"{device.name} is invited until {local_time(made.expires_s)}. Whoever flashes its board needs this code:")
    print(code)
    print(f"it is good once, while stoep run is running and its port {settings.enrolment.port} can be reached")
    for line in (*unclassed(device, classes=Classes(own=settings.quantities)), *beside(device, devices=devices)):
        print(line)
    if is_for_simulated_devices(settings.broker):
        print(f"its bundle will lead to {leads_to(settings.broker)}, which no board can reach: {FOR_BOARDS}")
    return 0


def local_time(time_s: int) -> str:
    """Of this machine, to the minute."""
    return datetime.fromtimestamp(time_s).astimezone().strftime("%Y-%m-%d %H:%M")

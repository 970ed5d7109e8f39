"""`stoep desk`: who may log in at the pages, and what they did there."""

import argparse
import getpass
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from stoep_gateway.commands.desk_file import opened_desk
from stoep_gateway.commands.options import add_config, add_json, read_settings
from stoep_gateway.config.secrets import read_secret
from stoep_gateway.desk.desk import Desk
from stoep_gateway.desk.passwords import LENGTH_MAX, LENGTH_MIN, flaw, hashed
from stoep_gateway.desk.records import ROLES, Entry, User
from stoep_gateway.desk.users import check_name
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.supervise.trusted_clock import local_time

HELP = "who may log in at the pages, and what they did there"

_FLAWS = {
    "short": f"shorter than {LENGTH_MIN} characters",
    "long": f"longer than {LENGTH_MAX} characters",
    "name": "holds the user's name",
    "same": "too few different characters",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """user add, password, role, remove, list; log."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    of_users = actions.add_parser("user", help="who may log in")
    deeds = of_users.add_subparsers(title="actions", metavar="ACTION", required=True, dest="deed")
    adding = deeds.add_parser("add", help="somebody may log in; asks for a first password")
    adding.add_argument("name", help="2-32 characters of a-z 0-9 . -; a function rather than a person, such as duty-1")
    adding.add_argument(
        "--role", choices=ROLES, required=True, help="see: names at alerts; act: acknowledge alerts, too"
    )
    setting = deeds.add_parser("password", help="set a new password, also a forgotten one; logs out everywhere")
    changing = deeds.add_parser("role", help="give another role, at once")
    removing = deeds.add_parser("remove", help="somebody may not log in any more; logs out everywhere")
    listing = deeds.add_parser("list", help="show who may log in")
    for deed in (setting, changing, removing):
        deed.add_argument("name", help="as it was added")
    changing.add_argument("role", choices=ROLES, help="see or act")
    for deed in (adding, setting):
        deed.add_argument(
            "--password-file",
            type=Path,
            metavar="FILE",
            help="file (mode 0600) with the password; default: it is asked for",
        )
    telling = actions.add_parser("log", help="show what was done at the desk, newest first")
    telling.add_argument("--newest", type=int, default=50, metavar="N", help="so many lines (default: %(default)s)")
    for command in (listing, telling):
        add_json(command)
    for command in (adding, setting, changing, removing, listing, telling):
        add_config(command)


def run(args: argparse.Namespace) -> int:
    """The chosen action."""
    actions: dict[str, Callable[[argparse.Namespace, Desk], None]] = {
        "add": _add,
        "password": _password,
        "role": _role,
        "remove": _remove,
        "list": _list,
        "log": _log,
    }
    try:
        actions[args.deed if args.action == "user" else "log"](args, opened_desk(read_settings(args), command="desk"))
    except RetryableError as error:
        raise ConfigError(str(error)) from error
    return 0


def _add(args: argparse.Namespace, desk: Desk) -> None:
    check_name(args.name)
    if args.name in (user.name for user in desk.users()):  # before somebody thinks of a password
        raise ConfigError(f"user {args.name}: is there already: stoep desk user password {args.name} sets another one")
    desk.add(args.name, role=args.role, password_hash=_asked(args), now_s=_now_s())
    print(f"{args.name} may log in at /desk, role {args.role}")


def _password(args: argparse.Namespace, desk: Desk) -> None:
    desk.user(args.name)
    desk.set_password(args.name, password_hash=_asked(args), now_s=_now_s())
    print(f"{args.name} has a new password and is logged out everywhere")


def _role(args: argparse.Namespace, desk: Desk) -> None:
    desk.set_role(args.name, role=args.role, now_s=_now_s())
    print(f"{args.name} has role {args.role} now")


def _remove(args: argparse.Namespace, desk: Desk) -> None:
    desk.remove(args.name, now_s=_now_s())
    print(f"{args.name} may not log in any more; the log keeps the name as long as its lines")


def _list(args: argparse.Namespace, desk: Desk) -> None:
    users = desk.users()
    if args.json:
        shown = [{"name": user.name, "role": user.role, "made_s": user.made_s} for user in users]
        print(json.dumps(shown, indent=1))
    elif users:
        print("\n".join(_user_line(user) for user in users))
    else:
        print("nobody may log in: stoep desk user add NAME --role act")


def _log(args: argparse.Namespace, desk: Desk) -> None:
    entries = desk.log(newest=max(0, args.newest))
    if args.json:
        print(json.dumps([asdict(entry) for entry in entries], indent=1, ensure_ascii=False))
        return
    for entry in entries:
        print(_log_line(entry))


def _asked(args: argparse.Namespace) -> str:
    """The hash of a password that is good enough. ConfigError."""
    password = read_secret(args.password_file) if args.password_file else _typed(args.name)
    what = flaw(password, name=args.name)
    if what:
        raise ConfigError(f"password of {args.name}: {_FLAWS[what]}: choose another one, some words in a row for one")
    return hashed(password)


def _typed(name: str) -> str:
    if not sys.stdin.isatty():
        raise ConfigError("no terminal to ask for a password: name a file (mode 0600) with --password-file")
    password = getpass.getpass(f"New password of {name}, at least {LENGTH_MIN} characters: ")
    if getpass.getpass("Once more: ") != password:
        raise ConfigError("the two passwords differ: nothing was changed")
    return password


def _user_line(user: User) -> str:
    return f"{user.name}  {user.role}  since {_moment(user.made_s)}"


def _log_line(entry: Entry) -> str:
    note = f": {entry.note}" if entry.note else ""
    return f"{_moment(entry.at_s)}  {entry.user}  {entry.what}{' ' if entry.about else ''}{entry.about}{note}"


def _moment(time_s: int) -> str:
    return local_time(time_s - WIRE_EPOCH_S)


def _now_s() -> int:
    return int(time.time())

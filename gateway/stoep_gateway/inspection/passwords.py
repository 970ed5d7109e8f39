"""Are there passwords that everybody knows? Tried at the broker, and looked up where the gateway keeps them.

No password is told, kept or logged: only whose it is.
"""

import hashlib
import json
import re
from base64 import b64decode
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from stoep_gateway.config.secrets import read_secret
from stoep_gateway.config.settings import Settings
from stoep_gateway.desk.database import FILE_NAME as DESK_FILE
from stoep_gateway.desk.database import reading
from stoep_gateway.desk.passwords import matches
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.inspection.records import Evidence, Finding, Look, Seen, not_done
from stoep_gateway.inspection.well_known import PASSWORDS, is_well_known, logins
from stoep_gateway.registry.local_network import is_local

RULE = "sec.password"
_NATS_USER = re.compile(r'\buser:\s*("(?:[^"\\]|\\.)*")\s*,\s*password:\s*("(?:[^"\\]|\\.)*")')
_MOSQUITTO_LINE = re.compile(r"([^:#\s][^:]*):\$7\$(\d+)\$([^$]+)\$([^$\s]+)")
_ROUNDS_MAX = 10_000  # a password file of somebody's with millions of rounds would take a day

Try = Callable[[str, str], Awaitable[bool]]
"""Whether the broker lets that user in. RetryableError: it is not there."""


async def look_at_passwords(settings: Settings, *, attempt: Try, devices: tuple[str, ...]) -> Seen:
    """At the broker by trying, in its files, in those of back-ends, at the desk. devices: names of broker users."""
    kept = tuple(_in_files(settings))
    seen = Seen(
        looks=(
            Look(
                name="password files",
                told=f"{len(_files(settings))} read, {len(kept)} passwords in them that are well known or shared",
            ),
        ),
        findings=tuple(Finding(rule=RULE, where=where, what=what) for where, what in kept),
        evidence=tuple(
            Evidence(fact="login", value="factory_default", source=f"{where}: {what}") for where, what in kept
        ),
    )
    return seen + await _tried(settings, attempt=attempt, users=devices)


async def _tried(settings: Settings, *, attempt: Try, users: tuple[str, ...]) -> Seen:
    broker = settings.broker
    where = f"broker {broker.host}:{broker.port}"
    if not broker.embedded and not is_local(broker.host):
        return not_done("passwords", f"{where} is somebody else's: nothing is tried there")
    pairs = logins(users=users)
    found = []
    try:
        for name, password in pairs:
            if await attempt(name, password):
                found.append(name)
    except RetryableError as error:
        return not_done("passwords", f"{where}: {error}")
    told = f"{where}: {len(pairs)} well-known names and passwords tried, {len(pairs) - len(found)} refused"
    if not found:
        source = f"{told}; a device's password is made by the gateway, for it alone"
        return Seen(
            looks=(Look(name="passwords", told=told),),
            evidence=(Evidence(fact="login", value="own_or_unique", source=source),),
        )
    names = ", ".join(sorted({name or "nobody" for name in found}))
    what = f"lets {names} in with a password that everybody knows"
    return Seen(
        looks=(Look(name="passwords", told=told),),
        evidence=(Evidence(fact="login", value="factory_default", source=f"{where} {what}"),),
        findings=(Finding(rule=RULE, where=where, what=what),),
    )


def _files(settings: Settings) -> list[Path]:
    """Those that hold a password or what is kept of one."""
    named = [settings.broker.password_file] if settings.broker.password_file else []
    named += [Path(str(each.options["password_file"])) for each in settings.backends if "password_file" in each.options]
    folder = settings.gateway.state_dir
    written = (folder / "broker" / "nats.conf", folder / "broker" / "mosquitto.passwd", folder / DESK_FILE)
    return [path for path in (*named, *written) if path.exists()]


def _in_files(settings: Settings) -> Iterator[tuple[str, str]]:
    """(file, whose) of each well-known password."""
    if path := settings.broker.password_file:
        yield from _secret(path, user=settings.broker.user)
    for backend in settings.backends:
        if "password_file" in backend.options:
            yield from _secret(Path(str(backend.options["password_file"])), user=str(backend.options.get("user", "")))
    folder = settings.gateway.state_dir
    yield from _of_nats(folder / "broker" / "nats.conf")
    yield from _of_mosquitto(folder / "broker" / "mosquitto.passwd")
    yield from _of_the_desk(folder / DESK_FILE)


def _secret(path: Path, *, user: str) -> Iterator[tuple[str, str]]:
    try:
        if is_well_known(read_secret(path), user=user):
            yield str(path), f"the password of {user or 'the user'} is one that everybody knows"
    except ConfigError as error:
        yield str(path), str(error)


def _of_nats(path: Path) -> Iterator[tuple[str, str]]:
    try:
        text = path.read_text()
    except (OSError, UnicodeDecodeError):
        return
    first: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        for found in _NATS_USER.finditer(line):
            user, password = json.loads(found[1]), json.loads(found[2])
            if is_well_known(password, user=user):
                yield f"{path}:{number}", f"the password of {user} is one that everybody knows"
            elif first.setdefault(password, user) != user:
                yield f"{path}:{number}", f"{user} has the same password as {first[password]}"


def _of_mosquitto(path: Path) -> Iterator[tuple[str, str]]:
    try:
        text = path.read_text()
    except (OSError, UnicodeDecodeError):
        return
    for number, line in enumerate(text.splitlines(), 1):
        if found := _MOSQUITTO_LINE.match(line):
            user, rounds, salt, kept = found[1], int(found[2]), b64decode(found[3]), b64decode(found[4])
            if rounds > _ROUNDS_MAX:
                continue
            for word in (*PASSWORDS, user):
                if hashlib.pbkdf2_hmac("sha512", word.encode(), salt, rounds, len(kept)) == kept:
                    yield f"{path}:{number}", f"the password of {user} is one that everybody knows"
                    break


def _of_the_desk(path: Path) -> Iterator[tuple[str, str]]:
    """The desk takes no short ones: only what somebody put into the file otherwise can be one of these."""
    if not path.exists():
        return
    try:
        with reading(path) as connection:
            users = connection.execute("SELECT name, hash FROM user ORDER BY name").fetchall()
    except RetryableError:
        return
    for name, kept in users:
        if any(matches(word, hash=kept) for word in (f"{name}{name}", "password1234", "administrator", "changeme1234")):
            yield str(path), f"the password of {name} is one that everybody knows"

"""Give up, for good, every file that this process is not told to need: Landlock, where Linux has it (landlock(7))."""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

_LIBC = ctypes.CDLL(None)
_CREATE, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # of linux/landlock.h, the same on all processors
_WHICH_VERSION = 1
_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38  # prctl(2)
_READ_FILE, _READ_DIR, _EXECUTE = 1 << 2, 1 << 3, 1 << 0
_WRITE_FILE, _REMOVE_FILE, _MAKE_REG, _TRUNCATE = 1 << 1, 1 << 5, 1 << 8, 1 << 14  # TRUNCATE: from version 3
_FILES = _READ_FILE | _READ_DIR | _WRITE_FILE | _REMOVE_FILE | _MAKE_REG | _TRUNCATE
# Rights that each version of the interface knows: what a process handles and is given by no rule it does not have.
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_FILE_RIGHTS_NOW = (1 << 16) - 1
_LISTEN, _CONNECT = 0b01, 0b10  # from version 4: at TCP ports, to them
_SCOPES = 0b11  # from version 6: to reach others by abstract sockets, to send them signals


def version() -> int:
    """Of Landlock in the running Linux; below 1: it has none, or it is switched off."""
    return _call(_CREATE, None, 0, _WHICH_VERSION)


def keep_only(readable: Iterable[Path], *, writable: Iterable[Path] = (), may_connect: bool = False) -> bool:
    """From now on only these folders and files (missing ones are passed over) can be read, and nothing written but
    plain files in the folders of writable, which can be read too.

    Unless may_connect nobody can be connected to by TCP (from Linux 6.7 on), nor can anybody but own children be sent a
    signal (6.12). What is open stays open, a listener too. It holds for threads and processes that begin later as well.
    False: this Linux cannot do it.
    """
    known = version()
    if known < 1:
        return False
    sizes = {1: 8, 2: 8, 3: 8, 4: 16, 5: 16}
    tcp = _LISTEN if may_connect else _LISTEN | _CONNECT
    attributes = struct.pack("QQQ", _FILE_RIGHTS.get(known, _FILE_RIGHTS_NOW), tcp, _SCOPES)
    rules = _call(_CREATE, attributes, sizes.get(known, len(attributes)), 0)
    if rules < 0:
        return False
    try:
        for path in readable:
            _allow(rules, path, rights=_READ_FILE | _READ_DIR | _EXECUTE if path.is_dir() else _READ_FILE)
        for path in writable:
            _allow(rules, path, rights=_FILES & _FILE_RIGHTS.get(known, _FILE_RIGHTS_NOW))
        _LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return _call(_RESTRICT_SELF, rules, 0) == 0
    finally:
        os.close(rules)


def _allow(rules: int, path: Path, *, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        _call(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)


def _call(number: int, *arguments: bytes | int | None) -> int:
    """syscall(2). Below zero: it failed. Numbers are as wide as it takes them, which ctypes would not guess."""
    wide = (ctypes.c_long(each) if isinstance(each, int) else each for each in arguments)
    return int(_LIBC.syscall(ctypes.c_long(number), *wide))

"""What the running gateway has logged: in files that are named, where its output goes, and in systemd's journal."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from stoep_gateway.inspection.counted import counted
from stoep_gateway.inspection.log_lines import Reader
from stoep_gateway.inspection.records import Chain, Evidence, Finding, Look, Seen, not_done
from stoep_gateway.inspection.stock import SMALL_COUNTS

_SHOWN_MAX = 3
_LINE_CHARS_MAX = 10_000
_JOURNALD_S = 60.0
_SYSTEMD = Path("/run/systemd/system")  # sd_booted(3)


def look_at_logs(files: Iterable[Path], *, chains: tuple[Chain, ...], lock: Path | None, has_journald: bool) -> Seen:
    """files: that the operator named. lock: of the daemon, whose own output is looked for; None: it is not."""
    reader = Reader(_names(chains))
    seen = Seen()
    paths = [*files, *(path for path in (_outputs(lock) if lock else ()) if path not in files)]
    for path in paths:
        try:
            with path.open(encoding="utf-8", errors="replace") as lines:
                seen += _read(str(path), lines, reader=reader, chains=chains)
        except OSError as error:
            seen += not_done("log", f"{path}: cannot be read ({error.strerror})")
    if has_journald:
        seen += _journald(reader, chains=chains)
    if not seen.looks:
        return not_done("log", "no file found where the daemon writes it: name it with --log FILE")
    return seen


def journald_is_here() -> bool:
    """Whether there is a systemd that may keep the log of stoep.service."""
    return _SYSTEMD.is_dir() and shutil.which("journalctl") is not None


def _outputs(lock: Path) -> Iterator[Path]:
    """Files that the process which holds the lock writes its output to, as Linux tells (proc(5))."""
    try:
        wanted = lock.stat()
    except OSError:
        return
    told = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            held = any(_is(handle, inode=wanted.st_ino, device=wanted.st_dev) for handle in (process / "fd").iterdir())
        except OSError:
            continue
        if not held or int(process.name) == os.getpid():
            continue
        for number in ("1", "2"):
            try:
                path = (process / "fd" / number).readlink()
            except OSError:
                continue
            if path.is_file() and path not in told:
                told.add(path)
                yield path


def _is(handle: Path, *, inode: int, device: int) -> bool:
    try:
        found = handle.stat()
    except OSError:
        return False
    return found.st_ino == inode and found.st_dev == device


def _journald(reader: Reader, *, chains: tuple[Chain, ...]) -> Seen:
    command = ("journalctl", "--unit", "stoep", "--output", "cat", "--no-pager", "--quiet")
    try:
        said = subprocess.run(command, capture_output=True, timeout=_JOURNALD_S, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return not_done("log", "journalctl does not answer: name a file with --log FILE")
    lines = said.stdout.decode(errors="replace").splitlines()
    return _read("journald, unit stoep", lines, reader=reader, chains=chains) if lines else Seen()


def _read(name: str, lines: Iterable[str], *, reader: Reader, chains: tuple[Chain, ...]) -> Seen:
    by_device = {device.name: chain for chain in chains for device in chain.devices}
    people = tuple(chain.name for chain in chains if chain.is_people)
    found: dict[str, list[int]] = {}
    read = 0
    for number, line in enumerate(lines, 1):
        read = number
        if doubt := reader.doubt(line.rstrip("\n")[:_LINE_CHARS_MAX]):
            chain = by_device.get(doubt.device)
            if chain is None or chain.is_people or chain.is_garden:
                for name_of in (chain.name,) if chain else people:
                    found.setdefault(name_of, []).append(number)
    kinds = {chain.name: chain for chain in chains}
    clean = f"{name}: {counted(read, 'line')}, every number in them is explained by stoep's own messages"
    seen = Seen(looks=(Look(name="log", told=clean if not found else f"{name}: {counted(read, 'line')}"),))
    for chain_name, numbers in found.items():
        seen += _leaked(kinds[chain_name], name=name, numbers=numbers)
    return seen


def _leaked(chain: Chain, *, name: str, numbers: list[int]) -> Seen:
    """The number itself is told nowhere: this report would be the next leak."""
    where = f"{name}:{','.join(map(str, numbers[:_SHOWN_MAX]))}" + (" …" if len(numbers) > _SHOWN_MAX else "")
    lines = counted(len(numbers), "line")
    what = f"{lines} with a number beside words or devices of this chain that no message of stoep explains"
    if not chain.is_people:
        return Seen(findings=(Finding(rule="gdpr.keep-rest", chain=chain.name, where=where, what=what),))
    source = f"{where}: {what}"
    return Seen(
        evidence=(
            Evidence(fact="min_group", value=1, source=source, chain=chain.name),
            Evidence(fact="interval_min", value=1, source=source, chain=chain.name),
        ),
        findings=(Finding(rule=SMALL_COUNTS, chain=chain.name, where=where, what=what),),
    )


def _names(chains: tuple[Chain, ...]) -> Mapping[str, str]:
    """Of every device, and of the places that people are counted at."""
    names = {device.name: device.name for chain in chains for device in chain.devices}
    for chain in chains:
        if chain.is_people:
            for device in chain.devices:
                names.setdefault(device.group, device.name)
    return names

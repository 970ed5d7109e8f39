"""Look for what somebody answered about a sensor, and keep the check of sensors busy or fill it up."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from redteam.attack import Attack, Outcome
from redteam.canary import written_files
from support.gateway import Gateway
from support.memory import peak_bytes
from support.repository import TESTS
from support.waiting import LIMIT_S

_PRELOAD = Path(__file__).parents[1] / "preload"
_HOME = "/privacy/check"
_PLACE, _DAYS = "Kanarieveen", 471_113  # no municipality, no usual period: nobody else has them
_TRACES = tuple(text.encode() for text in (_PLACE, _PLACE.lower(), str(_DAYS)))
_DEVICE = (
    'asking_as = "someone_else"\noperator = "M"\ncaptures = ["image"]\nreach = ["public_space"]\n'
    f'keep_days = {_DAYS}\narea = "{_PLACE}"\n'
)
_FORM = {"answers": _DEVICE, "seen": "asking_as operator captures reach keep_days area"}
_PAGES = ("/", "/privacy", _HOME, f"{_HOME}/questions", "/privacy/register.json", "/no-such-page")
_SHARED = ("location", "set-cookie", "etag", "link", "refresh")
_GROWN_MAX_BYTES = 32 << 20
_UPLOAD_BYTES = 40 << 20
_FILE = ("sensor.toml", "application/toml")


def answers(folder: Path) -> Outcome:
    found = [_searched(folder / name, leaks=name == "control") for name in ("defended", "control")]
    return Outcome(
        not found[0], bool(found[1]), f"control: {', '.join(found[1][:3])}" if not found[0] else str(found[0])
    )


def fed(folder: Path) -> Outcome:
    found = [_fed(folder / name, leaks=name == "control") for name in ("defended", "control")]
    return Outcome(not found[0], bool(found[1]), "; ".join(found[0] or found[1]))


@contextmanager
def _gateway(folder: Path, *, leaks: bool) -> Iterator[Gateway]:
    """In use, at log level debug. leaks: its defences are off."""
    temporary = folder / "tmp"
    temporary.mkdir(parents=True)
    environment = {
        "PYTHONPATH": f"{_PRELOAD}:{TESTS}",
        "TMPDIR": str(temporary),
        "REDTEAM_FAULT": str(folder / "fault"),
        **({"REDTEAM_LEAKS": "yes"} if leaks else {}),
    }
    settings = {"gateway": {"log_level": "debug"}}
    with Gateway(folder / "gateway", settings=settings, environment=environment) as gateway:
        gateway.enroll("garden-7", profile="soil")
        gateway.start()
        gateway.wait_until(lambda: _status(f"{_site(gateway)}{_HOME}") == 200, what="the check is there")
        yield gateway


def _searched(folder: Path, *, leaks: bool) -> list[str]:
    """Where an answer stands after a session in which some things went wrong."""
    found = []
    with _gateway(folder, leaks=leaks) as gateway:
        site = _site(gateway)
        with httpx.Client(base_url=site, timeout=60, follow_redirects=False) as asker:
            told = list(_session(asker))
            for answer in told:
                assert answer.status_code < 500, f"{answer.url.path}: {answer.status_code}"
                shared = [answer.headers.get(name, "") for name in _SHARED] + [str(answer.url.query)]
                if _has("\n".join(shared).encode()):
                    found.append(f"headers of {answer.url.path}")
                if answer.headers.get("referrer-policy", "") not in ("no-referrer", "same-origin"):
                    found.append(f"{answer.url.path} tells other sites its address")
            assert any(_has(answer.content) for answer in told), "no answer came back: nothing was searched for"
        _break_off(gateway.web_port)
        with httpx.Client(base_url=site, timeout=60) as stranger:
            found += [f"page {page}" for page in _PAGES if _has(stranger.get(page).content)]
        metrics = httpx.get(f"http://127.0.0.1:{gateway.metrics_port}/metrics", timeout=30).content
        found += ["metrics"] if _has(metrics) else []
        found += _files(folder, pids=gateway.pids())
    return [*found, *_files(folder, pids={})]


def _session(asker: httpx.Client) -> Iterator[httpx.Response]:
    """Start to end, and what can go wrong on the way."""
    yield asker.get(_HOME)
    yield asker.get(f"{_HOME}/questions")
    for name in ("questions", "result", "letter", "save"):
        yield asker.post(f"{_HOME}/{name}", data=_FORM)
    yield asker.post(f"{_HOME}/questions", data={**_FORM, "to": "place"})
    yield asker.post(f"{_HOME}/questions", data={**_FORM, "at": "place", "f.area": f"{_PLACE}\n"})
    yield asker.post(f"{_HOME}/result", data={"answers": f'{_DEVICE}nonsense = "{_PLACE}"\n'})
    yield asker.post(f"{_HOME}/result", content=f"answers={_PLACE}", headers={"content-type": "text/plain"})
    yield asker.post(f"{_HOME}/result", data={_PLACE: str(_DAYS)})
    for text in (_DEVICE, f'area = "{_PLACE}', f"{_PLACE} = {_DAYS}\n", f"{_DEVICE}{'# long' * 9_000}"):
        yield asker.post(f"{_HOME}/load", files={"file": (_FILE[0], text.encode(), _FILE[1])})
    yield asker.post(f"{_HOME}/load", files={"file": (f"{_PLACE}.toml", b"operator = 1", _FILE[1])})
    yield asker.get(f"{_HOME}/result")


def _break_off(port: int) -> None:
    """A form of which the end never comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        head = f"POST {_HOME}/result HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n"
        line.sendall(f"{head}content-length: 9000\r\n\r\nanswers={_PLACE}".encode())


def _files(folder: Path, *, pids: dict[str, int]) -> list[str]:
    found = []
    for path in sorted(written_files(folder, pids=pids.values())):
        with suppress(FileNotFoundError):  # gone meanwhile
            if _has(path.read_bytes()):
                found.append(path.name)
    return found


def _has(data: bytes) -> bool:
    return any(trace in data for trace in _TRACES)


def _fed(folder: Path, *, leaks: bool) -> list[str]:
    """What bad it did: memory that it took, a mistake that ended in 500, a process that died."""
    with _gateway(folder, leaks=leaks) as gateway:
        web = gateway.pids()["web"]
        _status(f"{_site(gateway)}{_HOME}/questions")
        before = peak_bytes(web)
        slow = [_slow(gateway.web_port) for _ in range(20)]
        try:
            bad = [f"{name}: 500" for name, send in _FEED.items() if _sent(gateway, send) >= 500]
        finally:
            for line in slow:
                line.close()
        try:
            grown = peak_bytes(web) - before
        except FileNotFoundError:
            return [*bad, "the process of the pages died"]
        if _status(f"{_site(gateway)}{_HOME}") != 200:
            bad.append("the check is gone")
        return [*bad, f"{grown >> 20} MB more"] if grown > _GROWN_MAX_BYTES else bad


def _slow(port: int) -> socket.socket:
    """One byte of a form, and no more."""
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    head = f"POST {_HOME}/load HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=x\r\n"
    line.sendall(f"{head}content-length: 9000\r\n\r\n-".encode())
    return line


def _sent(gateway: Gateway, send: Callable[[httpx.Client], httpx.Response]) -> int:
    with httpx.Client(base_url=_site(gateway), timeout=LIMIT_S) as client:
        try:
            return send(client).status_code
        except httpx.TransportError:  # hung up on
            return 0


def _load(data: bytes) -> Callable[[httpx.Client], httpx.Response]:
    return lambda client: client.post(f"{_HOME}/load", files={"file": (_FILE[0], data, _FILE[1])})


def _post(name: str, fields: dict[str, str]) -> Callable[[httpx.Client], httpx.Response]:
    return lambda client: client.post(f"{_HOME}/{name}", data=fields)


def _endless(size_bytes: int) -> Iterator[bytes]:
    """A form without a length."""
    yield b"answers="
    for _ in range(size_bytes >> 16):
        yield b"x" * 65_536


_HEADERS = {"content-type": "application/x-www-form-urlencoded"}
_FEED: dict[str, Callable[[httpx.Client], httpx.Response]] = {
    "a file of 40 MB": _load(bytes(_UPLOAD_BYTES)),
    "a form without an end": lambda client: client.post(
        f"{_HOME}/result", content=_endless(_UPLOAD_BYTES), headers=_HEADERS
    ),
    "10,000 keys": _load("".join(f"key_{number} = {number}\n" for number in range(10_000)).encode()),
    "10,000 fields": _post("result", {f"f.{number}": "x" for number in range(10_000)}),
    "a key of 16,000 parts": _load(b"a." * 16_000 + b"a = 1"),
    "the same in a form": _post("result", {"answers": "a." * 10_000 + "a = 1"}),
    "nested": _load(b"a = " + b"[" * 15_000 + b"]" * 15_000),
    "a number of 5,000 digits": _load(b"keep_days = " + b"9" * 5_000),
    "a number beyond floating point": _load(b"keep_days = " + b"9" * 400),
    "a number in hexadecimal": _load(b"keep_days = 0x" + b"f" * 5_000),
    "zeros": _load(bytes(30_000)),
    "an archive": _load(b"PK\x03\x04" + b"\x14\0\0\0\x08\0" + bytes(range(256)) * 100),
    "no UTF-8": _load(b'area = "\xff\xfe"'),
    "half a pair of UTF-16": _post("result", {"answers": 'area = "\\ud800"'}),
    "a line break and an escape in a key": _load(b'"\\u001b[2J\\n" = 1'),
    "a name that climbs": lambda client: client.post(
        f"{_HOME}/load", files={"file": ("../../../etc/\0passwd\r\nx: y", b"operator = 1", _FILE[1])}
    ),
    "no boundary": lambda client: client.post(
        f"{_HOME}/load", content=b"--x\r\n", headers={"content-type": "multipart/form-data"}
    ),
    "parts without an end": lambda client: client.post(
        f"{_HOME}/load", content=b"--x\r\n" * 6_000, headers={"content-type": "multipart/form-data; boundary=x"}
    ),
    "a header of a part without an end": lambda client: client.post(
        f"{_HOME}/load",
        content=b"--x\r\ncontent-disposition: form-data; name=file; filename=" + b"y" * 30_000,
        headers={"content-type": "multipart/form-data; boundary=x"},
    ),
    "ids that are none": _post("questions", {**_FORM, "at": "\0", "to": "../..", "preset": "__class__"}),
}


def _site(gateway: Gateway) -> str:
    return f"http://127.0.0.1:{gateway.web_port}"


def _status(address: str) -> int:
    try:
        return httpx.get(address, timeout=30).status_code
    except httpx.TransportError:
        return 0


ATTACKS = (
    Attack("answers of a check in files, log, metrics, headers and others' pages", answers),
    Attack("a check fed with what is huge, slow, endless or no form", fed),
)

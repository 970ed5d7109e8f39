"""A real nginx before the pages, set up by the very text that the documentation prints."""

import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from stoep_simulators.commands.own_ports import own_ports
from support import tools
from support.certificates import Certificate
from support.repository import ROOT

PAGE = ROOT / "docs" / "public.md"
NAME, BASE = "www.example.nl", "/scheveningen"  # what the page calls them
HOST = "127.0.0.1"  # what the name stands for here
_LIMIT_S = 60.0
_FRAME = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{}}
http {{
    access_log {folder}/access.log;
    {temporary}
    {servers}
}}
"""
_FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nginx:
    """plain, tls: addresses of the printed servers; forgetful: of one that takes plain HTTP and passes it on."""

    folder: Path
    certificate: Certificate
    plain: str
    tls: str
    forgetful: str

    def logged(self, *, last: str) -> str:
        """All that it has written down, once that includes the request for `last`: it answers first, then writes.

        One process writes one request after the other, so those that were answered before are there, too.
        """
        _wait(lambda: last in (self.folder / "access.log").read_text(), what=f"nginx has written {last!r} down")
        return "".join((self.folder / name).read_text() for name in ("access.log", "error.log"))


def printed() -> str:
    """The servers as the page prints them."""
    blocks = re.findall(r"^```nginx\n(.*?)^```$", PAGE.read_text(), flags=re.MULTILINE | re.DOTALL)
    (servers,) = [block for block in blocks if block.startswith("server {")]
    return str(servers)


@contextmanager
def nginx(folder: Path, *, pages_port: int) -> Iterator[Nginx]:
    """folder: a new one. Only names, ports and files of the printed text are changed."""
    folder.mkdir()
    certificate = Certificate(folder / "tls", name=HOST)
    plain, tls, forgetful = own_ports(3)
    servers = _changed(
        printed(),
        {
            "listen 80;": f"listen {HOST}:{plain};",
            "listen [::]:80;": _listen6(plain),
            "listen 443 ssl;": f"listen {HOST}:{tls} ssl;",
            "listen [::]:443 ssl;": _listen6(tls, " ssl"),
            f"/etc/letsencrypt/live/{NAME}/fullchain.pem": str(certificate.file),
            f"/etc/letsencrypt/live/{NAME}/privkey.pem": str(certificate.key_file),
            "http://127.0.0.1:8080": f"http://127.0.0.1:{pages_port}",
            f"server_name {NAME};": "server_name _;",
            f"https://{NAME}$request_uri": f"https://{HOST}:{tls}$request_uri",
        },
    )
    assert NAME not in servers
    without_tls = re.sub(
        r"^ +(listen|ssl_certificate).*\n", "", servers[servers.rindex("server {") :], flags=re.MULTILINE
    )
    servers += without_tls.replace("server {", f"server {{\n    listen {HOST}:{forgetful};", 1)
    temporary = " ".join(f"{name}_temp_path {folder}/{name};" for name in _FOLDERS)
    (folder / "nginx.conf").write_text(_FRAME.format(folder=folder, temporary=temporary, servers=servers))
    command = [str(tools.path("nginx")), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, "LC_ALL": "C"})
    try:
        for port in (plain, tls, forgetful):
            _wait_listening(port, process=process, log=folder / "error.log")
        yield Nginx(
            folder=folder,
            certificate=certificate,
            plain=f"http://{HOST}:{plain}",
            tls=f"https://{HOST}:{tls}",
            forgetful=f"http://{HOST}:{forgetful}",
        )
    finally:
        process.terminate()
        process.wait(_LIMIT_S)


def _changed(text: str, changes: dict[str, str]) -> str:
    for printed_words, here in changes.items():
        assert printed_words in text, f"the page no longer prints: {printed_words}"
        text = text.replace(printed_words, here)
    return text


def _listen6(port: int, more: str = "") -> str:
    """Nothing on a machine without IPv6."""
    try:
        with closing(socket.create_server(("::1", 0), family=socket.AF_INET6)):
            return f"listen [::1]:{port}{more};"
    except OSError:
        return ""


def _wait_listening(port: int, *, process: "subprocess.Popen[bytes]", log: Path) -> None:
    def is_listening() -> bool:
        assert process.poll() is None, log.read_text()
        with closing(socket.socket()) as asked:
            return asked.connect_ex((HOST, port)) == 0

    _wait(is_listening, what=f"nginx listens on port {port}")


def _wait(condition: Callable[[], bool], *, what: str) -> None:
    end, never = time.monotonic() + _LIMIT_S, threading.Event()
    while not condition():
        assert time.monotonic() < end, f"never: {what}"
        never.wait(0.02)

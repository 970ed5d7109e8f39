"""A new maker with nothing but a guide: its commands, in order, in a home of their own, until the first reading."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from stoep_simulators.commands.own_ports import own_ports
from support.gateway import STOEP
from support.guides.commands import ADDRESS, INSTALL, PORT, read_steps
from support.guides.pages import page
from support.waiting import LONG_LIMIT_S, until, until_answered

pytestmark = pytest.mark.needs("micropython")


class Maker:
    """Types commands into terminals that open in `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._windows = ExitStack()
        self._environment = {**os.environ, "HOME": str(home), "PATH": f"{STOEP.parent}:{os.environ['PATH']}"}

    def type(self, line: str, *, answers: str = "") -> str:
        """What it says; it must end well."""
        command = ["sh", "-c", line]
        done = subprocess.run(
            command,
            input=answers,
            capture_output=True,
            text=True,
            cwd=self.home,
            env=self._environment,
            timeout=LONG_LIMIT_S,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout

    async def leave_open(self, line: str, *, until_it_says: str) -> str:
        """In a window of its own until the maker goes. What it has said by then."""
        said = self.home / f"{line.split()[1]}.txt"
        with said.open("wb") as file:
            command = ["sh", "-c", f"exec {line}"]
            process = subprocess.Popen(command, stdout=file, stderr=file, cwd=self.home, env=self._environment)
        self._windows.callback(process.wait, LONG_LIMIT_S)
        self._windows.callback(process.terminate)
        await until(lambda: until_it_says in said.read_text(), what=line)
        return said.read_text()

    def edit(self, file: Path, settings: str) -> None:
        """As the guides say it: below that heading the line of that key, without its #."""
        text, heading = file.read_text(), ""
        for line in settings.splitlines():
            if line.startswith("["):
                heading = f"\n{line}\n"
                continue
            before, after = text.split(heading, 1)
            key = line.split(" = ")[0]
            after, count = re.subn(rf"^# {key} = .*$", line, after, count=1, flags=re.MULTILINE)
            assert count == 1, line
            text = f"{before}{heading}{after}"
        file.write_text(text)

    def go(self) -> None:
        self._windows.close()


@pytest.fixture
def maker(tmp_path: Path) -> Iterator[Maker]:
    made = Maker(tmp_path)
    yield made
    made.go()


async def test_the_commands_of_a_guide_lead_to_a_first_reading(maker: Maker) -> None:
    steps = read_steps(page("soil", language="en"))
    mqtt, web, metrics, enrolment = own_ports(4)
    # What no reader needs: ports that are free here, the time as this machine has it, no rest for an SD card.
    only_here = (
        f"[broker]\nport = {mqtt}\n[web]\nport = {web}\n[metrics]\nport = {metrics}\n[enrolment]\nport = {enrolment}\n"
        '[clock]\ntrust = "system"\n[journal]\ncommit_interval_s = 0.2\n'
    )
    code = port = link = ""
    for line in (*steps.shared, *steps.without_board, *steps.seen):
        if line in INSTALL:
            continue  # the tests' own environment stands for what these bring
        if line.startswith("stoep init "):
            maker.type(line)
            maker.edit(maker.home / "my-gateway/stoep.toml", steps.settings.replace(ADDRESS, "127.0.0.1") + only_here)
        elif line.startswith("stoep run "):
            await maker.leave_open(line, until_it_says="running: ")
        elif line.startswith("stoep device invite "):
            (code,) = re.findall(r"^\S+/\S+/\S+$", maker.type(line), flags=re.MULTILINE)
        elif line.startswith("stoep board "):
            port = (await maker.leave_open(line, until_it_says="\n  mpremote")).split(" at ")[1].split(";")[0]
        elif line.startswith("stoep device flash "):
            await until(lambda: "codes are redeemed" in (maker.home / "run.txt").read_text(), what="redeem")
            assert "soil-1 runs" in maker.type(line.replace(PORT, port), answers=f"{code}\nthuis\ngeheim\n\n")
        elif line.startswith("stoep garden link "):
            (link,) = re.findall(r"http://\S+", maker.type(line))
        else:
            raise AssertionError(f"a step that this maker does not know: {line}")
    async with httpx.AsyncClient(
        headers={"accept-language": "en"}, follow_redirects=True, timeout=LONG_LIMIT_S
    ) as browser:
        own = await browser.get(link)
        assert "soil-1" in own.text

        async def has_reading() -> bool:
            return re.search(r"\d millivolts", (await browser.get(own.url)).text) is not None

        await until_answered(has_reading, what="a first reading")

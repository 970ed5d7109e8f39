"""The demo's crowd manager: places and an operator for the board, and what becomes of the first alert."""

import asyncio
import secrets
import time
from contextlib import suppress
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from stoep_simulators.commands.alert_ear import AlertEar, Heard
from stoep_simulators.commands.demo_score import Errors, formula_errors, score_line
from stoep_simulators.commands.desk_visit import DeskError, DeskVisit
from stoep_simulators.commands.local_gateway import GatewayError, LocalGateway

OPERATOR = "demo"
_ZONE = "Europe/Amsterdam"  # of the file
_PLACES = "scheveningen.toml"
_PASSWORD = "operator.password"
_LOOK_S = 0.2


class DemoCrowd:
    """Everything lives in the gateway's folder. Call write_files and hire before the gateway starts."""

    def __init__(self, folder: Path, *, gateway: LocalGateway, zone: str) -> None:
        """zone: IANA name, of the board's clock."""
        self._zone = zone
        self._folder = folder
        self._gateway = gateway
        self._acknowledged_s: float | None = None
        self._errors: Errors = {}
        self.ear = AlertEar()

    def write_files(self) -> tuple[dict[tuple[str, str], object], str]:
        """The places, and a password that nobody knows yet. Settings to change, and TOML to add. Listening, by now."""
        places = files("stoep_simulators.worlds").joinpath(_PLACES).read_text()
        (self._folder / _PLACES).write_text(places.replace(_ZONE, self._zone))
        self.password_file.touch(mode=0o600)
        self.password_file.write_text(secrets.token_urlsafe(12) + "\n")
        channel = f'[[alert]]\nname = "demo"\ntype = "webhook"\nurl = "http://127.0.0.1:{self.ear.port}/"\n'
        return {("crowd", "places_file"): _PLACES}, channel

    @property
    def password_file(self) -> Path:
        """Of the operator's."""
        return self._folder / _PASSWORD

    async def hire(self) -> None:
        """Somebody may log in and act. GatewayError."""
        await self._gateway.add_operator(OPERATOR, password_file=self.password_file)

    async def first_alert(self) -> Heard:
        """Once it is raised."""
        while not self.ear.raised:  # noqa: ASYNC110 - a list sets no event
            await asyncio.sleep(_LOOK_S)
        return self.ear.raised[0]

    async def acknowledge(self, alert: Heard) -> None:
        """Log in and say that somebody has seen it. GatewayError."""
        password = self.password_file.read_text().strip()

        def visit() -> None:
            desk = DeskVisit(self._gateway.web_port)
            desk.log_in(OPERATOR, password)
            desk.acknowledge(alert.id, note="stewards on their way")

        try:
            await asyncio.to_thread(visit)
        except DeskError as error:
            raise GatewayError(f"the alert could not be acknowledged: {error}") from error
        self._acknowledged_s = time.time()

    @property
    def is_done(self) -> bool:
        """An alert was raised and acknowledged here."""
        return self._acknowledged_s is not None

    async def score(self) -> None:
        """Note how far off the forecasts were, as the board says now."""
        with suppress(DeskError):
            self._errors = await asyncio.to_thread(DeskVisit(self._gateway.web_port).board_errors)

    def scored(self, csv_folder: Path) -> str:
        """In one line, beside the published formula; empty where there is nothing to tell."""
        return score_line(self._errors, formula=formula_errors(csv_folder))

    def told(self) -> str:
        """What became of the first alert, in one line."""
        if not self.ear.raised:
            return "alert: none was raised"
        line = raised_line(self.ear.raised[0])
        if self._acknowledged_s is None:
            return line
        at = datetime.fromtimestamp(self._acknowledged_s, ZoneInfo(self._zone))
        return f"{line}, acknowledged by {OPERATOR} at {at:%H:%M}"


def raised_line(alert: Heard) -> str:
    """An alert for a person."""
    within = f"within {alert.within_min} minutes ({100 * alert.chance:.0f} %)"
    return f"alert: {alert.level} expected at {alert.title} {within}, raised {alert.lead_min} min before"

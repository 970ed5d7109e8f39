"""The five pages of a set-up: each keeps what was entered when it was wrong, and can be left out."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from stoep_gateway.desk.garden_records import KEEPER, KeptGarden
from stoep_gateway.desk.gardens import Changes, Gardens
from stoep_gateway.errors import RetryableError
from stoep_gateway.garden.probe import setup_for
from stoep_gateway.web.mine import steps
from stoep_gateway.web.mine.door import HOME, Door, Keeper, RefusedError, redirect
from stoep_gateway.web.mine.garden_archive import GardenArchive
from stoep_gateway.web.mine.steps_view import probe_reading, view
from stoep_gateway.web.ports import Archive, ArchiveAwayError, Reading

SETUP = f"{HOME}/setup"
_READ = ("dry", "wet")


class SetupPages:
    """open_archive raises ArchiveAwayError; postcodes: Staring code by four digits; now_s: Unix time."""

    def __init__(
        self,
        gardens: Gardens,
        *,
        door: Door,
        open_archive: Callable[[], Archive],
        postcodes: Mapping[str, str],
        now_s: Callable[[], int],
    ) -> None:
        self._gardens = gardens
        self._door = door
        self._open_archive = open_archive
        self._postcodes = postcodes
        self._now_s = now_s

    def routes(self) -> list[BaseRoute]:
        """One page a step."""
        answer = self._door.of_keeper(self._answer)
        return [
            Route(f"{SETUP}/{number}", answer, name=f"setup-{number}", methods=["GET", "POST"])
            for number in range(1, len(steps.STEPS) + 1)
        ]

    async def _answer(self, request: Request, keeper: Keeper) -> Response:
        number = int(request.url.path[-1])
        step = steps.STEPS[number - 1]
        if keeper.kept.withdrawn_s is not None:
            raise RefusedError("mine.withdrawn", status=403)
        if request.method != "POST":
            return await self._page(request, keeper, step, form={})
        form = await self._door.form(request, keeper)
        if step == steps.PROBE and form.get("read") in _READ:
            return await self._read_now(request, keeper, form=form)
        said = steps.read(step, form, postcodes=self._postcodes)
        if said.flaw:
            return await self._page(request, keeper, step, form=form, flaw=said.flaw, status=400)
        try:
            await asyncio.to_thread(self._keep, keeper.kept, said)
        except RetryableError:  # a full disk, for one: what was entered stays on the page
            return await self._page(request, keeper, step, form=form, flaw="unkept", status=503)
        next_one = f"{SETUP}/{number + 1}" if number < len(steps.STEPS) else HOME
        return redirect(next_one, request=request)

    def _keep(self, kept: KeptGarden, said: steps.Said) -> None:
        """RetryableError."""
        changes = said.changes
        if points := changes.get("calibration"):
            with suppress(ArchiveAwayError):  # then nobody knows which probe it is, and the points hold for any
                points = replace(points, probe=self._probe(kept)[0])
            changes = Changes(**{**changes, "calibration": points})
        if changes:
            self._gardens.set_up(kept.name, **changes)
        for purpose, is_given in said.consents.items():
            self._gardens.consent(kept.name, purpose, is_given=is_given, by=KEEPER, now_s=self._now_s())

    async def _read_now(self, request: Request, keeper: Keeper, *, form: Mapping[str, str]) -> Response:
        """Into the form, for the keeper to look at first."""
        _, reading, _ = await asyncio.to_thread(self._probe, keeper.kept)
        if reading is None:
            return await self._page(request, keeper, steps.PROBE, form=form, flaw="probe.silent", status=404)
        filled = {**form, form["read"]: str(round(reading.value))}
        return await self._page(request, keeper, steps.PROBE, form=filled, read=reading)

    async def _page(
        self,
        request: Request,
        keeper: Keeper,
        step: str,
        *,
        form: Mapping[str, str],
        flaw: str = "",
        read: Reading | None = None,
        status: int = 200,
    ) -> Response:
        try:
            probe, reading, needs_points = await asyncio.to_thread(self._probe, keeper.kept)
        except ArchiveAwayError:  # what is said of a garden needs no reading
            probe, reading, needs_points = "", None, True
        context = view(
            step,
            kept=replace(keeper.kept, setup=setup_for(keeper.kept.setup, probe=probe)),
            form=form,
            flaw=flaw,
            read=read,
            newest=reading,
            needs_points=needs_points,
            has_postcodes=bool(self._postcodes),
            speaker=self._door.speaker(request),
        )
        return await self._door.page(request, keeper, "my_setup.html", name="setup", context=context, status=status)

    def _probe(self, kept: KeptGarden) -> tuple[str, Reading | None, bool]:
        """(name of the probe, what it told last, whether it tells millivolts). Blocks. ArchiveAwayError."""
        archive = self._open_archive()
        try:
            return probe_reading(GardenArchive(archive, garden=kept.name), now_s=self._now_s())
        finally:
            archive.close()

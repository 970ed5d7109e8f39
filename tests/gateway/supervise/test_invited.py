"""The enrolment part runs while there is something for it to do, and only then."""

import asyncio
from pathlib import Path

from stoep_gateway.registry.enrolment import Enrolment
from stoep_gateway.registry.invite import KEPT_S, Invite
from stoep_gateway.registry.invites import Invites
from stoep_gateway.supervise.invited import Invited
from stoep_protocol.profiles import by_name
from stoep_simulators.virtual_time import run_virtual


class Part:
    is_running = False

    async def run(self) -> None:
        self.is_running = True
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.is_running = False


def test_it_runs_from_the_first_invite_until_a_day_after_the_last_one_ended(tmp_path: Path) -> None:
    async def main() -> None:
        part, invites, now_s = Part(), Invites(tmp_path), 0

        async def runs() -> bool:
            await asyncio.sleep(2)
            return part.is_running

        def invite(expires_s: int) -> None:
            invites.put(
                [Invite(request=Enrolment(name="a", profile=by_name("soil")), token_sha256="", expires_s=expires_s)]
            )

        async with asyncio.TaskGroup() as group:
            task = group.create_task(Invited(part.run, invites=invites, now_s=lambda: now_s).run(), name="invited")
            assert not await runs()
            invite(100)
            assert await runs()
            now_s = 100 + KEPT_S - 1
            assert await runs()
            now_s += 1
            assert not await runs()
            invite(now_s + 100)
            assert await runs()
            (tmp_path / "invites.json").write_text("{")
            assert not await runs()
            invite(now_s + 100)
            assert await runs()
            task.cancel()
        assert not part.is_running

    run_virtual(main())

"""Every channel hears of every alert, sooner or later, in order; what is too old is given up and counted."""

import asyncio
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from stoep_gateway.analyst.deliveries import GIVE_UP_S, Deliveries, next_of
from stoep_gateway.analyst.news import News
from stoep_gateway.crowd.board import Board, ModelNote
from stoep_gateway.errors import RetryableError
from stoep_gateway.outlook.delivery import Delivery
from stoep_gateway.outlook.writer import OutlookWriter
from stoep_simulators.virtual_time import run_virtual
from support.crowd_news import ALERT, RAISED_S, news

NOTE = ModelNote(trained_s=None, history_days=0, has_weather=False, has_calendar=False, coverage80=None)
OVER = replace(ALERT, ended_s=RAISED_S + 900)


class Fake:
    """A channel that fails so many times first."""

    def __init__(self, *, failures: float = 0) -> None:
        self.heard: list[str] = []
        self.tried = 0
        self._failures = failures

    async def send(self, told: News) -> None:
        self.tried += 1
        if self.tried <= self._failures:
            raise RetryableError("no answer")
        self.heard.append(told.event)

    async def close(self) -> None:
        pass


class Stuck(Fake):
    """A channel that never answers."""

    async def send(self, told: News) -> None:
        await asyncio.sleep(1e9)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[OutlookWriter]:
    with closing(OutlookWriter(tmp_path / "outlook.db")) as writer:
        yield writer


def keep(writer: OutlookWriter, *channels: str, alert=ALERT, made_s: int = RAISED_S) -> None:  # type: ignore[no-untyped-def]
    board = Board(now_s=made_s, made_s=made_s, slot_s=900, places=(), model=NOTE)
    writer.keep_round(board, alerts=[alert], channels=channels)


def deliver(
    writer: OutlookWriter,
    channels: Mapping[str, Fake],
    *,
    until: Callable[[Deliveries], bool],
    later_s: int = 0,
    is_trusted: bool = True,
) -> Deliveries:
    """For two virtual days at most. later_s: how far the clock is ahead."""
    made: list[Deliveries] = []

    async def main() -> None:
        clock = asyncio.get_running_loop().time
        deliveries = Deliveries(
            writer,
            channels=channels,
            news_of=lambda due: news(is_end=due.is_end),
            now_s=lambda: RAISED_S + later_s + clock(),
            is_clock_trusted=lambda: is_trusted,
            rng=random.Random(1),
        )
        made.append(deliveries)
        task = asyncio.create_task(deliveries.run())
        while not until(deliveries) and clock() < 2 * GIVE_UP_S:  # noqa: ASYNC110 - of virtual time
            await asyncio.sleep(60)
        task.cancel()
        await asyncio.wait([task])

    run_virtual(main())
    return made[0]


def test_every_channel_hears_that_an_alert_was_raised_and_then_that_it_ended(writer: OutlookWriter) -> None:
    keep(writer, "desk", "mail")
    keep(writer, "desk", "mail", alert=OVER)
    desk, mail = Fake(), Fake(failures=3)
    deliver(writer, {"desk": desk, "mail": mail}, until=lambda _: not writer.waiting())
    assert desk.heard == mail.heard == ["raised", "ended"]


def test_a_channel_that_never_answers_keeps_no_other_waiting(writer: OutlookWriter) -> None:
    keep(writer, "stuck", "desk")
    desk = Fake()
    deliver(writer, {"stuck": Stuck(), "desk": desk}, until=lambda _: bool(desk.heard))
    assert desk.heard == ["raised"]
    assert [due.channel for due in writer.waiting()] == ["stuck"]


def test_news_that_nobody_takes_is_given_up_after_a_day(writer: OutlookWriter) -> None:
    keep(writer, "desk")
    desk = Fake(failures=float("inf"))
    deliveries = deliver(writer, {"desk": desk}, until=lambda _: not writer.waiting())
    assert deliveries.given_up == {"desk": 1}
    assert deliveries.failed == {"desk": desk.tried}
    assert 100 < desk.tried < 400  # each ten minutes at last


def test_news_that_waits_is_not_lost_to_a_clock_that_is_ahead(writer: OutlookWriter) -> None:
    keep(writer, "desk")
    desk = Fake(failures=10)
    deliver(writer, {"desk": desk}, until=lambda _: not writer.waiting(), later_s=3 * GIVE_UP_S, is_trusted=False)
    assert desk.heard == ["raised"]


def test_news_of_any_age_is_tried_before_it_is_given_up(writer: OutlookWriter) -> None:
    keep(writer, "desk", "mail")
    desk, mail = Fake(), Fake(failures=1)
    deliveries = deliver(
        writer, {"desk": desk, "mail": mail}, until=lambda _: not writer.waiting(), later_s=3 * GIVE_UP_S
    )
    assert desk.heard == ["raised"]
    assert (mail.tried, deliveries.given_up) == (1, {"desk": 0, "mail": 1})


def test_why_a_delivery_failed_is_kept_for_the_pages(writer: OutlookWriter) -> None:
    keep(writer, "desk")
    desk = Fake(failures=1e9)
    deliver(writer, {"desk": desk}, until=lambda _: desk.tried > 1)
    [due] = writer.waiting()
    assert (due.attempts, due.reason) == (desk.tried, "no answer")


def test_what_was_delivered_is_not_delivered_again(writer: OutlookWriter) -> None:
    keep(writer, "desk")
    deliver(writer, {"desk": Fake()}, until=lambda _: not writer.waiting())
    desk = Fake()
    keep(writer, "desk", alert=replace(ALERT, chance=0.9))
    deliver(writer, {"desk": desk}, until=lambda deliveries: asyncio.get_running_loop().time() > 100)
    assert desk.tried == 0


def test_what_a_removed_channel_is_owed_is_given_up(writer: OutlookWriter) -> None:
    keep(writer, "gone")
    deliver(writer, {"desk": Fake()}, until=lambda _: not writer.waiting())
    assert writer.waiting() == ()


def due(alert_id: str, *, is_end: bool = False, next_s: int = 0, channel: str = "desk") -> Delivery:
    return Delivery(alert_id=alert_id, is_end=is_end, channel=channel, made_s=0, attempts=0, next_s=next_s)


def test_one_piece_of_news_that_is_refused_does_not_hold_up_the_others() -> None:
    waiting = [due("a", next_s=60), due("a", is_end=True), due("b", next_s=10), due("c", channel="mail")]
    assert next_of(waiting, channel="desk") == due("b", next_s=10)
    assert next_of(waiting, channel="none") is None

"""Gateways with one thing done wrong: each must make the harness cry out. Never in the product."""

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from types import MappingProxyType, SimpleNamespace
from typing import Any

from chaos.preload.half_commits import keep_entries
from chaos.preload.kill_points import passes
from stoep_gateway.backends.csv_files import CsvFiles
from stoep_gateway.backends.sensorthings import SensorThings
from stoep_gateway.forward.batch import outcome
from stoep_gateway.forward.forwarder import Forwarder
from stoep_gateway.ingest.engine import Ingest
from stoep_gateway.ingest.replies import Answer, Due, Replies
from stoep_gateway.journal import lanes, seals, start_rows, state
from stoep_gateway.journal.commit_loop import CommitLoop
from stoep_gateway.journal.database import Journal
from stoep_gateway.journal.errors import DiskFullError
from stoep_gateway.journal.ledger_rows import write_anchor
from stoep_gateway.journal.records import CommitBatch, Cursor


def settled_before_the_commit() -> None:
    async def commit(self: CommitLoop, batch: CommitBatch) -> None:
        self._source.committed(batch)
        self._on_committed()
        await self._sink.commit(batch)

    _replace(CommitLoop, "_commit", commit)


def full_disk_told_as_settled() -> None:
    async def commit(self: CommitLoop, batch: CommitBatch) -> None:
        try:
            await self._sink.commit(batch)
        except DiskFullError as error:
            self._on_failed(error)
            self._source.committed(batch)
            await self._pause(0.2)
        else:
            self._source.committed(batch)
            self._on_committed()

    _replace(CommitLoop, "_commit", commit)


def new_backend_without_what_is_held() -> None:
    attach = Journal.attach

    def newest(self: Journal, names: Iterable[str]) -> dict[str, Cursor]:
        wanted = set(names)
        new = wanted.difference(name for (name,) in self._connection.execute("SELECT name FROM backends"))
        attach(self, wanted)
        with self._transaction() as connection:
            connection.executemany(
                "UPDATE backends SET backlog_next = ?1, backlog_end = ?1, live_next = ?1, released = 0, pending = 0"
                " WHERE name = ?2",
                [(start_rows.newest(connection).head + 1, name) for name in new],
            )
            seals.reseal(connection, "backends")
        return attach(self, wanted)

    _replace(Journal, "attach", newest)


def seen_told_as_settled() -> None:
    seal = Replies._seal

    def sealed(self: Replies, session: bytes, due: Due, *, now_s: int | None) -> Any:
        life = due.answer.life
        if life is None:
            return seal(self, session, due, now_s=now_s)
        answer = Answer(life, flags=due.answer.flags, settled_min=max(life.taken, due.answer.settled_min))
        return seal(self, session, Due(due.device, due.counter, due.generation, answer), now_s=now_s)

    _replace(Replies, "_seal", sealed)


def cursor_before_the_delivery() -> None:
    async def run(self: Forwarder) -> None:
        lane = lanes.LIVE
        while True:
            batch = await self._insist(partial(self._next, lane))
            delivery = outcome(batch, backend=self._name, refused=None)
            await self._insist(partial(self._journal.deliver, delivery))
            if batch.observations:
                await self._send(batch, unsure=True)
            lane = lanes.other(batch.lane)

    _replace(Forwarder, "run", run)


def floor_outside_the_transaction() -> None:
    def commit(self: Journal, batch: CommitBatch) -> int:
        head = keep_entries(self, batch)
        if batch.entries:
            passes("in-commit")
        with self._transaction() as connection:
            state.write_state(connection, batch)
        if batch.anchor is not None:
            write_anchor(self._anchor_path, batch.anchor)
        return head

    _replace(Journal, "commit", commit)


def epoch_used_again() -> None:
    from stoep_gateway.supervise import gateway_process

    _replace(gateway_process, "secrets", SimpleNamespace(token_bytes=lambda size: bytes(range(size))))


def counts_without_the_present_epoch() -> None:
    def may_count(self: Ingest, _rows: object, *, now_s: int | None) -> bool:
        return now_s is not None and not self._ledger.is_shut

    _replace(Ingest, "_may_count", may_count)


def release_without_its_ledger_row() -> None:
    def nothing(_connection: sqlite3.Connection, _rows: object) -> None:
        return

    _replace(state, "append_rows", nothing)


def second_delivery_not_deduplicated() -> None:
    for backend in (CsvFiles, SensorThings):
        _never_unsure(backend)


def _never_unsure(backend: Any) -> None:
    send = backend.send

    async def sure(self: object, batch: object, *, unsure: bool) -> None:
        await send(self, batch, unsure=False)

    _replace(backend, "send", sure)


def _replace(owner: Any, name: str, new: Any) -> None:
    setattr(owner, name, new)


MUTATIONS: MappingProxyType[str, Callable[[], None]] = MappingProxyType(
    {
        mutation.__name__.replace("_", "-"): mutation
        for mutation in (
            settled_before_the_commit,
            seen_told_as_settled,
            cursor_before_the_delivery,
            floor_outside_the_transaction,
            epoch_used_again,
            counts_without_the_present_epoch,
            release_without_its_ledger_row,
            second_delivery_not_deduplicated,
            full_disk_told_as_settled,
            new_backend_without_what_is_held,
        )
    }
)

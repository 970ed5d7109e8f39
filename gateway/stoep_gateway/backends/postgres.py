"""Deliver to a table in PostgreSQL: one transaction a batch, the identity is the key, so repeats change nothing."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

import asyncpg

from stoep_gateway.backends.isolate import Isolation
from stoep_gateway.backends.options import Options
from stoep_gateway.backends.patience import Patience
from stoep_gateway.backends.peer import Peer, not_there, read_peer
from stoep_gateway.backends.postgres_table import (
    LOOK,
    MAY_CREATE,
    TABLE,
    VERSION_1,
    alter_sql,
    arguments,
    create_sql,
    foreign,
    insert_sql,
    read_sql,
)
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import PermanentError, RetryableError
from stoep_gateway.ports import Backend
from stoep_gateway.records import Observation

_CLOSE_TIMEOUT_S = 2.0
# SQLSTATE classes (PostgreSQL 17 docs, appendix A) that speak of the rows: data exception, integrity constraint
# violation, WITH CHECK OPTION violation, and what a trigger of the city's raises.
_ROW_CLASSES = ("22", "23", "44", "P0")
_REMEDIES = {  # by SQLSTATE or its class, in words for people
    "28": "does not let user {user} in: check user and password_file, and pg_hba.conf over there",
    "3D": "has no database {database}: check database, or have it created",
    "25006": "is read-only: name the primary server in host",
    "42501": "does not give user {user} the right: GRANT USAGE on the schema and INSERT on the table",
    "42": "has another table than before ({state}): make it as docs/backends.md says",
    "53": "is out of disk, memory or connections ({state}): free some over there",
}
_Result = TypeVar("_Result")


def create(settings: BackendSettings, *, state_dir: Path) -> Backend:
    """Options: those of `read_peer`, and database, schema, namespace, timeout_s."""
    options = Options(settings)
    options.text("user")
    peer = read_peer(options, port=5432, tls_port=5432)
    schema = options.text("schema", default="stoep")
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", schema):
        raise options.error("schema", "must be 1 to 63 of a-z, 0-9 and _, and not begin with a digit")
    backend = Postgres(
        peer,
        database=options.text("database"),
        schema=schema,
        namespace=options.text("namespace", default="stoep"),
        timeout_s=options.number("timeout_s", default=30.0, low=0.1, high=600.0),
    )
    options.done()
    return backend


class Postgres:
    """A back-end (ports.Backend). One connection, kept open between sends."""

    needs_time = False

    def __init__(self, peer: Peer, *, database: str, schema: str, namespace: str, timeout_s: float) -> None:
        """timeout_s: for one statement."""
        self._peer = peer
        self._database = database
        self._schema = schema
        self._namespace = namespace
        self._timeout_s = timeout_s
        self._insert = insert_sql(schema)
        self._connection: asyncpg.Connection | None = None
        self._looked_over = False  # the table, since this connection was made
        self._patience = Patience()

    async def send(self, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        """See ports.Backend. Repeats need no care: the database knows them."""
        isolation = Isolation(dict.fromkeys(range(len(batch)), ""), rows_max=max(1, len(batch)))
        async with self._session() as connection:
            await self._bounded(connection.execute("BEGIN"))
            while request := isolation.next_request():
                rows = [row for group in request for row in group.rows]
                if await self._stored(connection, [batch[row] for row in rows]):
                    isolation.answered(request, failed=())
                else:
                    isolation.refused_whole(request)
                if isolation.barren and self._patience.is_left:
                    break
            await self._bounded(connection.execute("COMMIT"))
        self._patience.judge(stored=bool(isolation.stored), troubled=bool(isolation.refused) or isolation.barren)
        if isolation.refused:
            refused = tuple(sorted(isolation.refused))
            raise PermanentError(f"{len(refused)} observations are refused", rejected=refused)

    async def check(self) -> None:
        """See ports.Checked. Changes nothing over there."""
        async with self._connected() as connection:
            found = await self._table(connection)
            may = found["may_insert"] if found else await self._ask(connection, MAY_CREATE)
            if not may:
                right = "insert into its table" if found else "make its table"
                raise RetryableError(
                    f"{self._name} does not let user {self._peer.user} {right}: see docs/backends.md for the rights"
                )

    async def stored(self) -> AsyncGenerator[asyncpg.Record]:
        """What `read_sql` asks for, row by row. RetryableError: also when the user may not read the table."""
        async with self._connected() as connection:
            if await self._table(connection) is None:
                return
            async with connection.transaction(readonly=True):
                async for row in connection.cursor(read_sql(self._schema), self._namespace, timeout=self._timeout_s):
                    yield row

    async def close(self) -> None:
        """See ports.Backend."""
        connection, self._connection = self._connection, None
        if connection:
            with suppress(Exception):
                await connection.close(timeout=_CLOSE_TIMEOUT_S)

    @property
    def _name(self) -> str:
        return f"PostgreSQL at {self._peer}"

    async def _stored(self, connection: asyncpg.Connection, rows: list[Observation]) -> bool:
        """False: the database refuses a row of these, and now has none of them."""
        await self._bounded(connection.execute("SAVEPOINT rows"))
        try:
            await self._bounded(connection.execute(self._insert, *arguments(rows, namespace=self._namespace)))
        except asyncpg.PostgresError as error:
            if not _state(error).startswith(_ROW_CLASSES):
                raise
            await self._bounded(connection.execute("ROLLBACK TO SAVEPOINT rows"))
            return False
        await self._bounded(connection.execute("RELEASE SAVEPOINT rows"))
        return True

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection to a database whose table is there and ours."""
        async with self._connected() as connection:
            if not self._looked_over:
                found = await self._table(connection)
                if found is None:
                    await self._bounded(connection.execute(create_sql(self._schema)))
                elif found["version"] == VERSION_1:
                    await self._bounded(connection.execute(alter_sql(self._schema)))
            self._looked_over = True
            yield connection

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[asyncpg.Connection]:
        """Whatever goes wrong inside ends the connection, and with it what was not committed."""
        try:
            if self._connection is None or self._connection.is_closed():
                self._looked_over = False
                self._connection = await self._bounded(self._open())
            yield self._connection
        except BaseException as error:
            connection, self._connection = self._connection, None
            if connection:
                connection.terminate()
            if (trouble := self._trouble(error)) is None:
                raise
            raise trouble from error

    async def _open(self) -> asyncpg.Connection:
        # Everything is given, so that neither PG… variables nor ~/.pgpass have a say. No statement cache: poolers such
        # as PgBouncer hand one session's statements to another.
        return await asyncpg.connect(
            host=self._peer.host,
            port=self._peer.port,
            user=self._peer.user,
            password=self._peer.password,
            database=self._database,
            ssl=self._peer.tls or False,
            direct_tls=False,
            target_session_attrs="any",
            gsslib="gssapi",
            krbsrvname="postgres",
            timeout=self._timeout_s,
            statement_cache_size=0,
            server_settings={"application_name": "stoep"},
        )

    async def _table(self, connection: asyncpg.Connection) -> asyncpg.Record | None:
        """What the catalogue says of our table. RetryableError: it is somebody else's."""
        found = await self._bounded(connection.fetchrow(LOOK, self._schema))
        if found and (reason := foreign(found)):
            raise RetryableError(
                f"{self._name}: table {self._schema}.{TABLE} is not ours ({reason}): choose another schema"
            )
        if found and found["version"] == VERSION_1 and not found["may_alter"]:
            raise RetryableError(
                f"{self._name}: table {self._schema}.{TABLE} lacks the columns of 0.5:"
                " have its keeper add them as docs/upgrade.md says"
            )
        return found

    async def _ask(self, connection: asyncpg.Connection, question: str) -> bool:
        return bool(await self._bounded(connection.fetchval(question, self._schema)))

    async def _bounded(self, work: Awaitable[_Result]) -> _Result:
        async with asyncio.timeout(self._timeout_s):
            return await work

    def _trouble(self, error: BaseException) -> RetryableError | None:
        """What a person can do about it; never the library's own text, which quotes values."""
        if isinstance(error, TimeoutError):
            return RetryableError(f"{self._name}: no answer within {self._timeout_s:g} s: is it a PostgreSQL server?")
        if isinstance(error, asyncpg.PostgresError) and not (state := _state(error)).startswith("08"):
            remedy = _REMEDIES.get(state) or _REMEDIES.get(state[:2]) or "has a problem ({state}): trying again"
            words = remedy.format(user=self._peer.user, database=self._database, state=f"SQLSTATE {state}")
            return RetryableError(f"{self._name} {words}")
        if isinstance(error, (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)):
            return RetryableError(f"{self._name} {not_there(error)}")
        return None


def _state(error: asyncpg.PostgresError) -> str:
    return getattr(error, "sqlstate", None) or ""

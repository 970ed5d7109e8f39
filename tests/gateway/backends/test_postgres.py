"""Against a real PostgreSQL: what only a database and its keeper can do to us."""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from stoep_gateway import backends
from stoep_gateway.backends.made import NAMES
from stoep_gateway.backends.patience import PATIENCE_SENDS
from stoep_gateway.backends.postgres import Postgres
from stoep_gateway.backends.postgres_table import alter_sql, create_sql
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import ConfigError, PermanentError, RetryableError
from stoep_testing.observations import NOISY, SCHEVENINGEN, reading, window
from support.backend_benches import secret
from support.certificates import Certificate
from support.postgres_server import DATABASE, OWNER, PASSWORD, PostgresServer, private_folder
from support.repository import ROOT
from support.waiting import LIMIT_S

pytestmark = pytest.mark.needs("postgresql")

BATCH = (*(reading(row, value=15 + row / 8) for row in range(1, 25)), window(1))
COUNT = "SELECT count(*) FROM stoep.observation"


@asynccontextmanager
async def opened(folder: Path, server: PostgresServer, **options: object) -> AsyncIterator[Postgres]:
    known = {
        "host": "127.0.0.1",
        "port": server.port,
        "user": OWNER,
        "password_file": secret(folder / "postgres.password", text=PASSWORD),
        "database": DATABASE,
        "timeout_s": LIMIT_S,
    }
    backend = backends.create(
        BackendSettings(name="city", type="postgres", options=known | options), state_dir=Path("/nowhere")
    )
    assert isinstance(backend, Postgres)
    try:
        yield backend
    finally:
        await backend.close()


def documented_sql() -> str:
    """What docs/backends.md tells a database's keeper to run."""
    [block] = re.findall(r"^```sql\n(.*?)^```", (ROOT / "docs/backends.md").read_text(), flags=re.MULTILINE | re.DOTALL)
    return str(block)


async def test_a_row_has_every_column(postgres: PostgresServer, tmp_path: Path) -> None:
    async with opened(tmp_path, postgres) as backend:
        await backend.send((window(1, value=0.1),), unsure=False)
    columns = "namespace, identity, device, profile, quantity, time AT TIME ZONE 'UTC', window_s, value, unit"
    assert postgres.sql(f"SELECT {columns}, cell_x_m, cell_y_m, cell_size_m FROM stoep.observation") == [
        [
            "stoep", "beach-1/w900/1780272900/in", "beach-1", "people", "in", "2026-06-01 00:15:00", "900", "0.1", "1",
            str(SCHEVENINGEN.x_m), str(SCHEVENINGEN.y_m), str(SCHEVENINGEN.size_m),
        ]
    ]  # fmt: skip


async def test_a_window_tells_how_it_was_made_and_a_reading_has_nothing_of_it(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    async with opened(tmp_path, postgres) as backend:
        await backend.send((window(1, provenance=NOISY), reading(1)), unsure=False)
    found = postgres.sql(f"SELECT {', '.join(NAMES)} FROM stoep.observation ORDER BY window_s")
    assert found == [[""] * 6, ["1", "2", "10", "1", "840", "1.919"]]


def table_of_0_4(server: PostgresServer) -> None:
    server.sql(create_sql("stoep"))
    server.sql("ALTER TABLE stoep.observation " + ", ".join(f"DROP COLUMN {name}" for name in NAMES))
    server.sql("COMMENT ON TABLE stoep.observation IS 'stoep 1'")


async def test_a_table_of_the_last_release_gets_its_new_columns_and_keeps_its_rows(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    table_of_0_4(postgres)
    postgres.sql(
        "INSERT INTO stoep.observation (namespace, identity, device, profile, quantity, window_s, value, unit)"
        f" VALUES ('stoep', '{BATCH[0].identity}', 'x', 'x', 'x', 0, 1, 'x')"
    )
    for _ in range(2):
        async with opened(tmp_path, postgres) as backend:
            await backend.check()
            await backend.send((*BATCH, window(2, provenance=NOISY)), unsure=True)
    assert postgres.sql(COUNT) == [[str(len(BATCH) + 1)]]
    assert postgres.sql("SELECT k FROM stoep.observation WHERE k IS NOT NULL") == [["10"]]


async def test_a_keepers_table_of_the_last_release_waits_for_what_the_page_on_upgrades_says(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    postgres.sql("DROP ROLE IF EXISTS stoep_gateway", database="postgres")
    table_of_0_4(postgres)
    postgres.sql(f"CREATE ROLE stoep_gateway LOGIN PASSWORD '{PASSWORD}'; GRANT USAGE ON SCHEMA stoep TO stoep_gateway")
    postgres.sql("GRANT INSERT ON stoep.observation TO stoep_gateway")
    async with opened(tmp_path, postgres, user="stoep_gateway") as backend:
        for ask in (backend.check(), backend.send(BATCH, unsure=False)):
            with pytest.raises(RetryableError, match=r"lacks the columns of 0\.5"):
                await ask
        assert alter_sql("stoep") in (ROOT / "docs/upgrade.md").read_text()
        postgres.sql(alter_sql("stoep"))
        await backend.send(BATCH, unsure=True)
    assert postgres.sql(COUNT) == [[str(len(BATCH))]]


async def test_a_keepers_table_and_the_right_to_insert_are_enough(postgres: PostgresServer, tmp_path: Path) -> None:
    postgres.sql("DROP ROLE IF EXISTS stoep_gateway", database="postgres")
    postgres.sql(documented_sql())
    postgres.sql(f"ALTER ROLE stoep_gateway PASSWORD '{PASSWORD}'")
    async with opened(tmp_path, postgres, user="stoep_gateway") as backend:
        await backend.check()
        await backend.send(BATCH, unsure=False)
        await backend.send(BATCH, unsure=True)
        assert postgres.sql(COUNT) == [[str(len(BATCH))]]
    with pytest.raises(subprocess.CalledProcessError):
        postgres.sql("SET ROLE stoep_gateway; SELECT * FROM stoep.observation")


async def test_two_gateways_with_equal_names_do_not_hide_each_others_rows(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    for namespace in ("north", "south"):
        async with opened(tmp_path, postgres, namespace=namespace) as backend:
            await backend.send(BATCH, unsure=False)
    assert postgres.sql(COUNT) == [[str(2 * len(BATCH))]]


async def test_a_batch_is_one_transaction(postgres: PostgresServer, tmp_path: Path) -> None:
    async with opened(tmp_path, postgres) as backend:
        await backend.send(BATCH[:2], unsure=False)
        # now() is when the transaction began.
        postgres.sql("ALTER TABLE stoep.observation ADD CHECK (value <> 666), ADD stored timestamptz")
        postgres.sql("ALTER TABLE stoep.observation ALTER stored SET DEFAULT now()")
        with pytest.raises(PermanentError):
            await backend.send((*BATCH[2:], reading(99, value=666.0)), unsure=False)
    counted = "SELECT count(*), count(stored), count(DISTINCT stored) FROM stoep.observation"
    assert postgres.sql(counted) == [[str(len(BATCH)), str(len(BATCH) - 2), "1"]]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("ALTER TABLE stoep.observation ALTER value TYPE real", "value is real, not double precision"),
        ("ALTER TABLE stoep.observation DROP COLUMN unit", "unit is missing, not text"),
        ("ALTER TABLE stoep.observation ADD street text NOT NULL", "street is NOT NULL and has no default"),
        ("ALTER TABLE stoep.observation ADD UNIQUE (device, time)", "something other than"),
        ("ALTER TABLE stoep.observation DROP CONSTRAINT observation_pkey", "something other than"),
        ("COMMENT ON TABLE stoep.observation IS 'stoep 3'", "its comment is not 'stoep 2'"),
    ],
)
async def test_a_table_that_is_not_ours_is_left_alone(
    postgres: PostgresServer, tmp_path: Path, change: str, reason: str
) -> None:
    async with opened(tmp_path, postgres) as backend:
        await backend.send((), unsure=False)
    postgres.sql(change)
    async with opened(tmp_path, postgres) as backend:
        with pytest.raises(RetryableError, match=r"table stoep\.observation is not ours") as caught:
            await backend.send(BATCH, unsure=False)
    assert reason in str(caught.value)
    assert postgres.sql(COUNT) == [["0"]]


async def test_columns_of_the_citys_own_are_welcome(postgres: PostgresServer, tmp_path: Path) -> None:
    async with opened(tmp_path, postgres) as backend:
        await backend.send((), unsure=False)
    postgres.sql("ALTER TABLE stoep.observation ADD stored timestamptz NOT NULL DEFAULT now(), ADD street text")
    async with opened(tmp_path, postgres) as backend:
        await backend.send(BATCH, unsure=False)
    assert postgres.sql(COUNT) == [[str(len(BATCH))]]


async def test_what_postgresql_cannot_hold_is_refused_row_by_row(postgres: PostgresServer, tmp_path: Path) -> None:
    bad = (
        reading(1, quantity="nul\0"),
        reading(2, time_s=2**62),
        reading(3, quantity="\ud800"),
        window(4, window_s=2**40),
    )
    async with opened(tmp_path, postgres) as backend:
        with pytest.raises(PermanentError) as caught:
            await backend.send((*bad[:2], *BATCH[8:], *bad[2:]), unsure=False)
    last = 2 + len(BATCH[8:])
    assert caught.value.rejected == (0, 1, last, last + 1)
    assert postgres.sql(COUNT) == [[str(len(BATCH[8:]))]]


async def test_rows_are_blamed_late_when_the_database_takes_none(postgres: PostgresServer, tmp_path: Path) -> None:
    async with opened(tmp_path, postgres) as backend:
        await backend.send((), unsure=False)
        postgres.sql("ALTER TABLE stoep.observation ADD street text NOT NULL")
        for _ in range(PATIENCE_SENDS):
            with pytest.raises(RetryableError, match="stores nothing"):
                await backend.send(BATCH[:2], unsure=True)
        with pytest.raises(PermanentError) as caught:
            await backend.send(BATCH[:2], unsure=True)
    assert caught.value.rejected == (0, 1)


async def test_a_database_that_is_read_only_is_waited_for(postgres: PostgresServer, tmp_path: Path) -> None:
    async with opened(tmp_path, postgres) as backend:
        await backend.send((), unsure=False)
    postgres.sql(f"ALTER DATABASE {DATABASE} SET default_transaction_read_only = on")
    async with opened(tmp_path, postgres) as backend:
        with pytest.raises(RetryableError, match="is read-only: name the primary server"):
            await backend.send(BATCH, unsure=False)


async def test_a_user_without_the_right_to_insert_is_waited_for(postgres: PostgresServer, tmp_path: Path) -> None:
    postgres.sql(f"DROP ROLE IF EXISTS weak; CREATE ROLE weak LOGIN PASSWORD '{PASSWORD}'", database="postgres")
    async with opened(tmp_path, postgres, user="weak") as weak:
        with pytest.raises(RetryableError, match="does not let user weak make its table"):
            await weak.check()
        async with opened(tmp_path, postgres) as backend:
            await backend.send((), unsure=False)
        with pytest.raises(RetryableError, match="does not let user weak insert into its table"):
            await weak.check()
        with pytest.raises(RetryableError, match="GRANT USAGE on the schema"):
            await weak.send(BATCH, unsure=False)


async def test_a_row_that_somebody_holds_is_waited_for_no_longer_than_was_said(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    async with opened(tmp_path, postgres) as holder, opened(tmp_path, postgres, timeout_s=3.0) as backend:
        await holder.send((), unsure=False)
        async with holder._session() as connection, asyncio.timeout(120):
            await connection.execute("BEGIN; LOCK TABLE stoep.observation IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(RetryableError, match="no answer within"):
                await backend.send(BATCH, unsure=False)
            await connection.execute("COMMIT")
        await backend.send(BATCH, unsure=True)
    assert postgres.sql(COUNT) == [[str(len(BATCH))]]


async def test_no_message_quotes_a_value_or_the_password(postgres: PostgresServer, tmp_path: Path) -> None:
    async with opened(tmp_path, postgres) as backend:
        await backend.send((), unsure=False)
        postgres.sql("ALTER TABLE stoep.observation ADD CHECK (value < 100)")
        with pytest.raises(PermanentError) as caught:
            await backend.send((*BATCH, reading(98, value=12345.678)), unsure=False)
        assert "12345" not in str(caught.value)
        assert PASSWORD not in repr(backend._peer)


async def test_a_server_without_tls_is_not_spoken_to_in_the_clear(postgres: PostgresServer, tmp_path: Path) -> None:
    ca_file = str(Certificate(tmp_path / "tls").file)
    async with opened(tmp_path, postgres, host="localhost", ca_file=ca_file) as backend:
        with pytest.raises(RetryableError, match="are host, port and tls right"):
            await backend.check()


async def test_tls_is_with_the_named_ca_and_no_other(tmp_path: Path, postgres_cluster: Path) -> None:
    certificate = Certificate(tmp_path / "tls")
    with private_folder() as folder:
        server = PostgresServer(folder, certificate=certificate).make(like=postgres_cluster).start()
        try:
            server.wipe()
            async with opened(tmp_path, server, host="localhost", ca_file=str(certificate.file)) as backend:
                await backend.send(BATCH, unsure=False)
            assert server.sql(COUNT) == [[str(len(BATCH))]]
            async with opened(tmp_path, server, host="localhost", tls=True) as backend:
                with pytest.raises(RetryableError, match="shows a certificate that is not trusted"):
                    await backend.check()
        finally:
            server.kill()


@pytest.mark.parametrize(
    ("options", "encrypted"),
    [
        ({"host": "localhost"}, False),
        ({"host": "127.0.0.5"}, False),
        ({"host": "/run/postgresql"}, False),
        ({"host": "db.city.example"}, True),
        ({"host": "10.0.0.5"}, True),
        ({"host": "10.0.0.5", "tls": False}, False),
        ({"host": "localhost", "tls": True}, True),
    ],
)
def test_what_leaves_this_machine_is_encrypted_unless_the_operator_says_no(
    options: dict[str, object], encrypted: bool
) -> None:
    settings = BackendSettings(name="city", type="postgres", options={"user": "u", "database": "d"} | options)
    backend = backends.create(settings, state_dir=Path("/nowhere"))
    assert isinstance(backend, Postgres)
    assert (backend._peer.tls is not None) == encrypted


def test_a_ca_without_tls_is_a_contradiction(tmp_path: Path) -> None:
    options = {"user": "u", "database": "d", "host": "x", "tls": False, "ca_file": str(tmp_path / "ca.pem")}
    with pytest.raises(ConfigError, match="ca_file is of no use with tls = false"):
        backends.create(BackendSettings(name="city", type="postgres", options=options), state_dir=Path("/nowhere"))


def test_a_gateway_without_these_back_ends_does_not_load_their_libraries() -> None:
    program = (
        "import sys, stoep_gateway.commands.main, stoep_gateway.commands.run, stoep_gateway.commands.check\n"
        "print(sorted({'asyncpg', 'paho'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=LIMIT_S)
    assert said.stdout.strip() == "[]"

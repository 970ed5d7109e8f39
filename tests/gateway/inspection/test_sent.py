"""What each back-end was sent, read back from files, a city's database and its broker."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from stoep_gateway import backends
from stoep_gateway.backends.csv_rows import HEADER, lines
from stoep_gateway.backends.mqtt import Mqtt
from stoep_gateway.config.load import parse
from stoep_gateway.config.settings import BackendSettings, Settings
from stoep_gateway.inspection.records import Seen
from stoep_gateway.inspection.sent import BackendLook
from stoep_gateway.inspection.stock import PLACE, SMALL_COUNTS, Stock
from stoep_gateway.inspection.worst import found_in
from stoep_gateway.records import Cell
from stoep_testing.observations import NOISY, reading, window
from support.backend_benches import secret
from support.city_broker import SENDER, SENDER_PASSWORD, CityBroker
from support.inspected import CHAINS
from support.postgres_server import DATABASE, OWNER, PASSWORD, PostgresServer
from support.waiting import LIMIT_S

SENSITIVE = frozenset({"in", "out", "canary"})
EXACT = Cell(x_m=79_312, y_m=457_804, size_m=500)


def settings_with(folder: Path, table: str) -> Settings:
    return parse(f"[[backend]]\n{table}", file=folder / "stoep.toml")


async def look(settings: Settings, *, listen_s: float = 0.0) -> Seen:
    looking = BackendLook(
        settings,
        chains=CHAINS,
        accounts=None,
        make_stock=lambda name: Stock(name, chains=CHAINS, sensitive=SENSITIVE),
        listen_s=listen_s,
    )
    return await looking.all()


def rules(seen: Seen) -> set[str]:
    return {finding.rule for finding in seen.findings}


CSV = 'name = "csv"\ntype = "csv"\noutput_dir = "csv"\n'


@pytest.mark.parametrize(
    ("more", "rows", "rule"),
    [
        ("", (window(2, provenance=NOISY),), ""),
        ('people = "none"\n', (window(2, provenance=NOISY),), SMALL_COUNTS),
        ("people_k = 50\n", (window(2, provenance=NOISY, value=42.0),), SMALL_COUNTS),
        ('pseudonyms = "month"\n', (window(2, device="telpunt-pier", provenance=NOISY),), PLACE),
        ("", (replace(window(2, provenance=NOISY), window_s=0),), SMALL_COUNTS),
        ("", (reading(1, cell=EXACT),), PLACE),
    ],
)
async def test_files_that_hold_more_than_the_operator_lets_out_are_found(
    more: str, rows: tuple[object, ...], rule: str, tmp_path: Path
) -> None:
    (tmp_path / "csv").mkdir()
    (tmp_path / "csv" / "observations-2026-06-01.csv").write_bytes(HEADER + lines(rows))  # type: ignore[arg-type]
    seen = await look(settings_with(tmp_path, CSV + more))
    assert rules(seen) == ({rule} if rule else set())


async def test_where_it_all_is_is_told_only_when_it_is_known(tmp_path: Path) -> None:
    here = await look(settings_with(tmp_path, CSV))
    assert found_in(here.evidence, chain="soil")["store"].value == "home"
    url = 'name = "city"\ntype = "sensorthings"\nurl = "https://sensors.example.org/v1.1"\n'
    away = await look(settings_with(tmp_path, url))
    found = found_in(away.evidence, chain="soil")
    assert "store" not in found
    assert found["shared"].value == "named"
    assert [each.name for each in away.looks if not each.is_done] == ["back-end city", "place of storage"]


@pytest.mark.needs("postgresql")
async def test_a_precise_place_in_a_citys_table_is_found(postgres: PostgresServer, tmp_path: Path) -> None:
    secret(tmp_path / "password", text=PASSWORD)
    table = (
        f'name = "city"\ntype = "postgres"\nhost = "127.0.0.1"\nport = {postgres.port}\nuser = "{OWNER}"\n'
        f'password_file = "password"\ndatabase = "{DATABASE}"\n'
    )
    settings = settings_with(tmp_path, table)
    (backend,) = settings.backends
    made = backends.create(backend, state_dir=tmp_path)
    await made.send((reading(1), window(2, provenance=NOISY)), unsure=False)
    assert rules(await look(settings)) == set()
    await made.send((reading(2, cell=EXACT),), unsure=False)
    await made.close()
    seen = await look(settings)
    assert rules(seen) == {PLACE}
    assert found_in(seen.evidence, chain="people")["min_group"].value == 10


@pytest.mark.needs("mosquitto")
async def test_a_raw_count_that_a_citys_broker_hands_on_is_found(city_broker: CityBroker, tmp_path: Path) -> None:
    password = secret(tmp_path / "password", text=SENDER_PASSWORD)
    options: Mapping[str, object] = {
        "host": "127.0.0.1", "port": city_broker.port, "user": SENDER, "password_file": str(password),
    }  # fmt: skip
    table = (
        f'name = "city"\ntype = "mqtt"\nhost = "127.0.0.1"\nport = {city_broker.port}\nuser = "{SENDER}"\n'
        'password_file = "password"\n'
    )
    made = backends.create(BackendSettings(name="city", type="mqtt", options=options), state_dir=tmp_path)
    assert isinstance(made, Mqtt)
    sent = replace(window(2, device="telpunt-pier"), window_s=0)
    seen = Seen()
    async with asyncio.timeout(LIMIT_S):
        while not rules(seen):  # on a busy machine nothing may pass in the one second for which it listens
            looking = asyncio.create_task(look(settings_with(tmp_path, table), listen_s=1.0))
            while not looking.done():
                await made.send((sent,), unsure=False)
                await asyncio.wait((looking,), timeout=0.3)
            seen = await looking
    await made.close()
    assert rules(seen) == {SMALL_COUNTS}

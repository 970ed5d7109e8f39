"""What each back-end was sent: by which rules, how much, and what really lies there where that can be read back."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import aclosing, suppress
from pathlib import Path
from urllib.parse import urlsplit

from stoep_gateway.accounts import Accounts
from stoep_gateway.backends import create
from stoep_gateway.backends.postgres import Postgres
from stoep_gateway.config.settings import BackendSettings, Settings
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.inspection.heard_senml import hear
from stoep_gateway.inspection.records import Chain, Evidence, Finding, Look, Seen, not_done
from stoep_gateway.inspection.stock import PLACE, SMALL_COUNTS, Stock, Stored
from stoep_gateway.inspection.stored_csv import CsvFlawError, rows_of
from stoep_gateway.registry.local_network import is_local

_READ_S = 600.0


class BackendLook:
    """make_stock: an empty one under that name. listen_s: how long an MQTT back-end is listened to."""

    def __init__(
        self,
        settings: Settings,
        *,
        chains: tuple[Chain, ...],
        accounts: Accounts | None,
        make_stock: Callable[[str], Stock],
        listen_s: float,
    ) -> None:
        self._settings = settings
        self._chains = {chain.name: chain for chain in chains}
        self._accounts = {each.name: each for each in accounts.backends} if accounts else {}
        self._make_stock = make_stock
        self._listen_s = listen_s

    async def all(self) -> Seen:
        """Of every back-end of stoep.toml; where they all are, too."""
        seen = Seen()
        for backend in self._settings.backends:
            seen += self._policy(backend)
            seen += await self._lies_there(backend)
        return seen + self._where()

    def _where(self) -> Seen:
        """Where values are stored: told only if every place is this machine or its own network."""
        away = [backend.name for backend in self._settings.backends if not is_local(host_of(backend))]
        if away:
            told = f"{', '.join(away)}: outside this network; which country nobody can see from here"
            evidence: tuple[Evidence, ...] = (
                Evidence(fact="shared", value="named", source=f"stoep.toml: values go to {', '.join(away)}"),
            )
            return Seen(looks=(Look(name="place of storage", told=told, is_done=False),), evidence=evidence)
        names = ", ".join(["the archive", *(backend.name for backend in self._settings.backends)])
        source = f"stoep.toml: {names}: all on this machine or its own network"
        return Seen(
            looks=(Look(name="place of storage", told=source),),
            evidence=(Evidence(fact="store", value="home", source=source),),
        )

    def _policy(self, backend: BackendSettings) -> Seen:
        account = self._accounts.get(backend.name)
        sent = "nothing was sent yet"
        if account:
            withheld = ", ".join(
                f"{number:,} withheld ({reason})" for reason, number in sorted(account.withheld.items())
            )
            sent = f"{account.delivered:,} of {account.released:,} values sent" + (f", {withheld}" if withheld else "")
        told = f"{backend.name} ({backend.type}): {sent}; counts {_people(backend)}, devices under {_names(backend)}"
        return Seen(looks=(Look(name="back-end", told=told),))

    async def _lies_there(self, backend: BackendSettings) -> Seen:
        stock = self._make_stock(backend.name)
        name = f"back-end {backend.name}"
        try:
            where = await self._fill(backend, stock=stock)
        except (CsvFlawError, ConfigError, RetryableError) as error:
            return not_done(name, str(error))
        except OSError as error:
            return not_done(name, f"{error.filename}: cannot be read ({error.strerror})")
        if where is None:
            return not_done(name, f"a {backend.type} back-end cannot be read back from here: its keeper has to look")
        return Seen(
            looks=(Look(name=name, told=f"{where}: {stock.told()}"),),
            evidence=(*stock.evidence(), *_handed_on(stock)),
            findings=(*stock.findings(), *self._against_policy(backend, stock=stock)),
        )

    async def _fill(self, backend: BackendSettings, *, stock: Stock) -> str | None:
        """Where was looked; None: such a back-end cannot be read."""
        if backend.type == "csv":
            folder = csv_folder(backend, state_dir=self._settings.gateway.state_dir)
            await asyncio.to_thread(_count, folder, stock=stock)
            return str(folder)
        if backend.type == "postgres":
            async with asyncio.timeout(_READ_S), aclosing(self._table(backend)) as rows:
                async for row in rows:
                    stock.add(row)
            return f"table observation at {host_of(backend)}"
        if backend.type == "mqtt":
            rows_heard, where = await hear(backend, chains=self._chains, listen_s=self._listen_s)
            for row in rows_heard:
                stock.add(row)
            return where
        return None

    async def _table(self, backend: BackendSettings) -> AsyncGenerator[Stored]:
        made = create(backend, state_dir=self._settings.gateway.state_dir)
        try:
            if isinstance(made, Postgres):
                async with aclosing(made.stored()) as found:
                    async for row in found:
                        yield _stored(row)
        finally:
            with suppress(Exception):
                await made.close()

    def _against_policy(self, backend: BackendSettings, *, stock: Stock) -> tuple[Finding, ...]:
        """What lies there although stoep.toml keeps it from that back-end."""
        found = []
        names = {device.name for chain in self._chains.values() for device in chain.devices}
        for chain, tally in stock.by_chain.items():
            if tally.windows and backend.people == "none":
                what = f"{tally.windows:,} counts of people although people = none"
                found.append(Finding(rule=SMALL_COUNTS, where=f"back-end {backend.name}", what=what, chain=chain))
            if tally.value_min is not None and tally.value_min < backend.people_k:
                what = f"a count below people_k = {backend.people_k}"
                found.append(Finding(rule=SMALL_COUNTS, where=f"back-end {backend.name}", what=what, chain=chain))
            if backend.pseudonyms and (own := tally.devices & names):
                what = f"{len(own)} devices under their own names although pseudonyms = {backend.pseudonyms}"
                found.append(Finding(rule=PLACE, where=f"back-end {backend.name}", what=what, chain=chain))
        return tuple(found)


def _handed_on(stock: Stock) -> Iterator[Evidence]:
    """Who reads a back-end cannot be seen from here: a precise place that lies there counts as told to everybody."""
    for chain, tally in stock.by_chain.items():
        if tally.exact:
            source = f"{stock.name}: precise places lie there, for whoever reads it"
            yield Evidence(fact="shared", value="public", source=source, chain=chain)


def _count(folder: Path, *, stock: Stock) -> None:
    for row in rows_of(folder):
        stock.add(row)


def host_of(backend: BackendSettings) -> str:
    """The machine that it is on; "localhost" for a folder."""
    if host := backend.options.get("host"):
        return "localhost" if str(host).startswith("/") else str(host)
    if url := backend.options.get("url"):
        return urlsplit(str(url)).hostname or "unknown.example"
    return "localhost" if backend.type in ("csv", "archive") else "unknown.example"


def csv_folder(backend: BackendSettings, *, state_dir: Path) -> Path:
    """As the back-end itself takes it."""
    return Path(str(backend.options.get("output_dir") or state_dir / backend.name))


def _people(backend: BackendSettings) -> str:
    if backend.people == "none":
        return "never go there"
    few = f" from {backend.people_k} on" if backend.people_k else " as released"
    return few.strip() + (f", in multiples of {backend.people_rounding}" if backend.people_rounding > 1 else "")


def _names(backend: BackendSettings) -> str:
    return f"another name each {backend.pseudonyms}" if backend.pseudonyms else "their own names"


def _stored(row: Mapping[str, object]) -> Stored:
    x_m, y_m, size_m = (row[name] for name in ("cell_x_m", "cell_y_m", "cell_size_m"))
    is_placed = isinstance(x_m, int) and isinstance(y_m, int)
    time_s, k = row["time_s"], row["k"]
    return Stored(
        where=str(row["identity"]),
        device=str(row["device"]),
        profile=str(row["profile"]),
        quantity=str(row["quantity"]),
        time_s=time_s if isinstance(time_s, int) else None,
        window_s=row["window_s"] if isinstance(row["window_s"], int) else 0,
        value=row["value"] if isinstance(row["value"], float) else 0.0,
        k=k if isinstance(k, int) else None,
        place=(x_m, y_m, size_m if isinstance(size_m, int) else 0) if is_placed else None,  # type: ignore[arg-type]
    )

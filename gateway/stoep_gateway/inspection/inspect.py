"""Look at a whole gateway: what it was told to do, what it keeps, sends, shows, logs, and what passes its broker."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from stoep_gateway import accounts
from stoep_gateway.anonymise.quantities import Classes
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.inspection.books import Books, look_at_books, wanted_policy
from stoep_gateway.inspection.broker_door import BrokerDoor
from stoep_gateway.inspection.chains import captures_of, chains_of
from stoep_gateway.inspection.counted import counted
from stoep_gateway.inspection.frames import Ear
from stoep_gateway.inspection.keepers import gardens_of, look_at_keepers
from stoep_gateway.inspection.kept import look_at_terms
from stoep_gateway.inspection.logs import journald_is_here, look_at_logs
from stoep_gateway.inspection.own_stores import look_at_archive, look_at_journal
from stoep_gateway.inspection.passwords import look_at_passwords
from stoep_gateway.inspection.records import Chain, Evidence, Finding, Look, Seen, not_done
from stoep_gateway.inspection.sent import BackendLook
from stoep_gateway.inspection.served import look_at_served
from stoep_gateway.inspection.stock import Stock
from stoep_gateway.inspection.worst import Found, found_in
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry
from stoep_protocol.master_keys import ledger_key

_MQTT_LISTEN_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What was seen of a gateway, at now_s (Unix)."""

    now_s: int
    chains: tuple[Chain, ...]
    seen: Seen

    def facts(self, chain: str) -> dict[str, Found]:
        """What evidence tells of one chain; of several looks at a fact the worst counts."""
        return found_in(self.seen.evidence, chain=chain)

    def findings(self, chain: str) -> tuple[Finding, ...]:
        """Of that chain, of the whole gateway, and of what is left of devices that are not here any more."""
        others = {each.name for each in self.chains} - {chain}
        return tuple(finding for finding in self.seen.findings if finding.chain not in others)

    def chain_of(self, device: str) -> Chain | None:
        """The chain that a device belongs to; None: not enrolled here, or revoked."""
        return next((chain for chain in self.chains if any(each.name == device for each in chain.devices)), None)


class Inspector:
    """ConfigError: the device list or the master key cannot be read."""

    def __init__(self, settings: Settings, *, now_s: int | None = None) -> None:
        self._settings = settings
        self._now_s = int(time.time()) if now_s is None else now_s
        self._state_dir = settings.gateway.state_dir
        self._master = load_master(self._state_dir)
        self._devices = Registry(self._state_dir).load()
        self._classes = Classes(own=settings.quantities)
        try:
            self._gardens = gardens_of(self._state_dir)
        except RetryableError as error:
            raise ConfigError(str(error)) from error
        self._chains = chains_of(
            self._devices.values(), classes=self._classes, set_up=(garden.name for garden in self._gardens)
        )
        self._people = tuple(chain.name for chain in self._chains if chain.is_people)

    @property
    def chains(self) -> tuple[Chain, ...]:
        """What there is to look at."""
        return self._chains

    def at_rest(self) -> Inspection:
        """What configuration, databases and files tell; nothing is asked of anything that runs."""
        return self._inspection(self._stored())

    async def running(self, *, logs: Iterable[Path], listen_s: float) -> Inspection:
        """The same, and what the running gateway shows. logs: files; listen_s: for how long to hear frames at most."""
        lock = self._state_dir / "run.lock"
        said = look_at_logs(logs, chains=self._chains, lock=lock, has_journald=journald_is_here())
        seen = self._stored()
        backends = BackendLook(
            self._settings,
            chains=self._chains,
            accounts=self._accounts(),
            make_stock=self._stock,
            listen_s=min(listen_s, _MQTT_LISTEN_S),
        )
        seen += await backends.all()
        seen += said
        seen += await asyncio.to_thread(look_at_served, self._settings, chains=self._chains)
        return self._inspection(seen + await self._broker(listen_s=listen_s))

    def _inspection(self, seen: Seen) -> Inspection:
        """What was measured comes before what was only configured: where both say the same, it is told first."""
        told = self._told()
        seen = Seen(
            looks=told.looks + seen.looks,
            evidence=seen.evidence + told.evidence,
            findings=told.findings + seen.findings,
        )
        return Inspection(now_s=self._now_s, chains=self._chains, seen=seen)

    def _told(self) -> Seen:
        """What stoep.toml and the device list say."""
        settings = self._settings
        evidence = []
        for chain in self._chains:
            columns = ", ".join(chain.quantities)
            source = f"devices.json: {counted(len(chain.devices), 'device')} of profile {chain.name}: {columns}"
            evidence.append(Evidence(fact="captures", value=captures_of(chain), source=source, chain=chain.name))
        keys = len(settings.updates.public_keys)
        source = f"{settings.file.name} [updates]: {counted(keys, 'public key')}: " + (
            "signed updates are taken" if keys else "a device takes no update but over USB"
        )
        evidence.append(Evidence(fact="updates", value="yes" if keys else "no", source=source))
        where = f"{settings.web.host}:{settings.web.port}"
        source = f"{settings.file.name} [web]: pages at {where} need no login to see devices and figures"
        evidence += [
            Evidence(fact="shared", value="public", source=source, chain=chain.name)
            for chain in self._chains
            if not chain.is_garden  # what of those is for everybody, `keepers` and `pages` say
        ]
        for name in self._people:
            source = f"{settings.file.name} [people]: what leaves the gateway's memory are totals of windows"
            evidence.append(Evidence(fact="output", value="totals_only", source=source, chain=name))
        devices = ", ".join(f"{len(chain.devices)} {chain.name}" for chain in self._chains)
        look = Look(name="devices", told=f"devices.json: {devices or 'none'}")
        return Seen(looks=(look,), evidence=tuple(evidence)) + wanted_policy(settings, chains=self._people)

    def _stored(self) -> Seen:
        ledger, self._books = self._ledger()
        sensitive = self._classes.sensitive
        withdrawn = tuple(device for device in self._devices.values() if device.withdrawn)
        return (
            ledger
            + look_at_journal(self._state_dir, stock=self._stock("journal"))
            + look_at_archive(self._state_dir, stock=self._stock("archive", unit="series"), sensitive=sensitive)
            + look_at_terms(self._settings, chains=self._chains, now_s=self._now_s)
            + look_at_keepers(self._settings, chains=self._chains, gardens=self._gardens, withdrawn=withdrawn)
        )

    def _ledger(self) -> tuple[Seen, Books | None]:
        return look_at_books(
            self._settings,
            devices=self._devices,
            key=ledger_key(self._master),
            now_s=self._now_s,
            chains=self._people,
        )

    def _stock(self, name: str, *, unit: str = "value") -> Stock:
        linked = self._books.is_linked if self._books else None
        return Stock(name, chains=self._chains, sensitive=self._classes.sensitive, is_linked=linked, unit=unit)

    def _accounts(self) -> accounts.Accounts | None:
        try:
            return accounts.read(self._state_dir / JOURNAL_FILE, recount=False)
        except ConfigError:
            return None

    async def _broker(self, *, listen_s: float) -> Seen:
        live = {name: device for name, device in self._devices.items() if not device.revoked}
        ear = Ear(live, master=self._master, classes=self._classes)
        door = BrokerDoor(self._settings.broker, master=self._master)
        expected = _expected(live, chains=self._chains)
        broker = self._settings.broker
        own = () if broker.embedded else (broker.user,)
        seen = await look_at_passwords(self._settings, attempt=door.attempt, devices=own)
        try:
            heard_s = await door.listen(
                ear.take, at_most_s=listen_s, is_enough=lambda: all(ear.has_heard(name) for name in expected)
            )
        except RetryableError as error:
            return seen + not_done("frames", f"broker {broker.host}:{broker.port} {error}")
        return seen + ear.told(self._chains, heard_s=heard_s)


def _expected(devices: dict[str, Device], *, chains: tuple[Chain, ...]) -> tuple[str, ...]:
    """Devices to wait for: those that count people, and one of every other chain is as good as another."""
    return tuple(
        device.name for chain in chains if chain.is_people for device in chain.devices if device.name in devices
    )

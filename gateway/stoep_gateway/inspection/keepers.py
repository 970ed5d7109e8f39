"""What keepers of gardens agreed to, how large their groups are, and what became of those who left."""

from collections.abc import Iterable
from pathlib import Path

from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.tables import FILE_NAME as ALMANAC_FILE
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.config.settings import GardenSettings, Settings
from stoep_gateway.desk.database import FILE_NAME as DESK_FILE
from stoep_gateway.desk.desk import Desk
from stoep_gateway.desk.garden_records import PURPOSES, KeptGarden
from stoep_gateway.errors import RetryableError
from stoep_gateway.inspection.counted import counted
from stoep_gateway.inspection.records import Chain, Evidence, Finding, Look, Seen, not_done
from stoep_gateway.registry.device import Device

COMPARE_K = "gdpr.compare-k"


def gardens_of(state_dir: Path) -> tuple[KeptGarden, ...]:
    """Of which something is kept; none where the desk has never been opened. RetryableError."""
    path = state_dir / DESK_FILE
    return Desk(path, keep_days=7).gardens.everyone() if path.exists() else ()


def look_at_keepers(
    settings: Settings, *, chains: tuple[Chain, ...], gardens: tuple[KeptGarden, ...], withdrawn: Iterable[Device]
) -> Seen:
    """withdrawn: devices that their resident took back."""
    own = tuple(chain for chain in chains if chain.is_garden)
    if not own:
        return Seen()
    here = {device.group for chain in own for device in chain.devices}
    present = [garden for garden in gardens if garden.name in here and garden.withdrawn_s is None]
    asked = [garden for garden in present if set(garden.consents) >= set(PURPOSES)]
    agreed = sum(any(consent.is_given for consent in garden.consents.values()) for garden in asked)
    set_up = counted(len(present), "garden")
    told = f"desk.db: {set_up} set up, {len(asked)} answered all questions, {agreed} agreed to one or more"
    seen = Seen(looks=(Look(name="keepers", told=told),))
    for chain in own:
        seen += Seen(evidence=tuple(_agreed(chain, told=told, all_asked=len(asked) == len(present) > 0)))
        seen += _compared(settings, chain=chain)
    return seen + _left(settings.gateway.state_dir, chains=own, withdrawn=tuple(withdrawn))


def _agreed(chain: Chain, *, told: str, all_asked: bool) -> Iterable[Evidence]:
    name = chain.name
    yield Evidence(
        fact="output", value="per_household_values", source=f"{told}; each keeper sees own values", chain=name
    )
    if all_asked:
        source = f"{told}; what was not agreed to is not done: figures are made of who agreed"
        yield Evidence(fact="ground", value="consent", source=source, chain=name)
        source = f"{told}; on the keeper's own page a click takes each answer back"
        yield Evidence(fact="consent_out", value="easy", source=source, chain=name)
        source = f"{told}: who answers has read what is measured, why, and whom to ask"
        yield Evidence(fact="told", value="participants_informed", source=source, chain=name)
    source = "desk.db: keepers are asked about research and open data, nobody is asked for an exact place"
    yield Evidence(fact="residents_agree", value=False, source=source, chain=name)


def _compared(settings: Settings, *, chain: Chain) -> Seen:
    """k others beside any one garden: as declared, and as the almanac's groups are."""
    k = settings.garden.k
    source = f"{settings.file.name} [garden] k = {k} others"
    path = settings.gateway.state_dir / ALMANAC_FILE
    if not path.exists():
        return Seen(evidence=_figures(chain, others=k, source=source))
    try:
        blocks = AlmanacReader(path).blocks()
    except RetryableError as error:
        return Seen(evidence=_figures(chain, others=k, source=source)) + not_done("almanac", str(error))
    told = f"{len(blocks)} groups of gardens have figures"
    if not blocks:
        look = Look(name="almanac", told=told)
        return Seen(looks=(look,), evidence=_figures(chain, others=k, source=source))
    fewest = min(block.gardens for block in blocks) - 1
    told += f", beside any one garden there are {fewest} others or more"
    findings: tuple[Finding, ...] = ()
    if fewest < k:
        what = f"a group with {fewest} others, fewer than [garden] k"
        findings = (Finding(rule=COMPARE_K, where="almanac", what=what, chain=chain.name),)
    return Seen(
        looks=(Look(name="almanac", told=told),),
        evidence=(
            *_figures(chain, others=fewest, source=f"almanac: {told}"),
            *_figures(chain, others=k, source=source),
        ),
        findings=findings,
    )


def _figures(chain: Chain, *, others: int, source: str) -> tuple[Evidence, ...]:
    """Figures of large groups are of no household. Those of smaller ones count as its values, told to everybody."""
    is_large = others >= GardenSettings().k
    whose = (
        "own values, compared with others, are for their keepers" if is_large else "figures of so few are for everybody"
    )
    return (
        Evidence(fact="group_size", value=others, source=source, chain=chain.name),
        Evidence(fact="shared", value="named" if is_large else "public", source=f"{source}; {whose}", chain=chain.name),
    )


def _left(state_dir: Path, *, chains: tuple[Chain, ...], withdrawn: tuple[Device, ...]) -> Seen:
    """Values of who withdrew may not lie in the archive any more."""
    gone = [device for device in withdrawn if device.profile.name in {chain.name for chain in chains}]
    path = state_dir / ARCHIVE_FILE
    if not gone or not path.exists():
        return Seen()
    try:
        left = ArchiveReader(path).names() & {device.name for device in gone}
    except RetryableError as error:
        return not_done("withdrawn", str(error))
    told = f"archive: of {len(gone)} devices that were taken back, values of {len(left)} are there"
    value = "withdrawn_kept" if left else "withdrawn_deleted"
    rule = "gdpr.consent-withdrawn"
    return Seen(
        looks=(Look(name="withdrawn", told=told),),
        evidence=tuple(Evidence(fact="consent_out", value=value, source=told, chain=chain.name) for chain in chains),
        findings=tuple(Finding(rule=rule, where="archive", what=told, chain=chain.name) for chain in chains if left),
    )

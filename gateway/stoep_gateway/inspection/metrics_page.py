"""What /metrics tells whoever asks: is each number one of stoep's own list, and so none of them a count of people?"""

import re
from collections.abc import Iterator

from stoep_gateway.inspection.counted import counted
from stoep_gateway.inspection.records import Chain, Evidence, Finding, Look, Seen
from stoep_gateway.inspection.stock import SMALL_COUNTS

_SAMPLE = re.compile(r"(?P<name>[a-zA-Z_:][\w:]*)(\{(?P<labels>.*)\})? \S+")
OWN = frozenset(
    {
        "accounts_balanced", "alert_deliveries", "archive_deleted", "archive_oldest_s", "backend_failing",
        "broker_connects", "broker_up", "clock_trusted", "cpu_s", "crowd_round_age_s",
        "device_silent_intervals", "devices", "disk_free_bytes", "disk_full", "dropped_replies",
        "frames_refused", "garden_blocks", "garden_round_age_s", "gardens", "healthy", "journal_max_bytes",
        "journal_used_bytes", "ledger_shut", "memory_peak_bytes", "messages", "observations",
        "observations_withheld", "rollout_devices", "rollouts_stopped", "rows", "rows_set_aside", "windows",
    }
)  # fmt: skip


def look_at_metrics(page: str, *, where: str, chains: tuple[Chain, ...]) -> Seen:
    """page: the text of one scrape. Pure."""
    samples = list(_samples(page))
    strange = sorted({name for name, _ in samples if not _is_own(name)})
    told = f"{where}: {counted(len(samples), 'sample')}"
    if not strange:
        return Seen(
            looks=(
                Look(name="metrics", told=f"{told}, each of a kind that stoep is known to have; none counts people"),
            )
        )
    seen = Seen(looks=(Look(name="metrics", told=told),))
    what = f"{len(strange)} metrics that are none of stoep's, such as {strange[0]}"
    for chain in chains:
        names = {device.name for device in chain.devices} | {device.group for device in chain.devices}
        named = [name for name, labels in samples if name in strange and any(one in labels for one in names)]
        if chain.is_people and (named or _speaks_of_people(strange)):
            seen += Seen(
                evidence=(
                    Evidence(fact="min_group", value=1, source=f"{where}: {what}", chain=chain.name),
                    Evidence(fact="interval_min", value=1, source=f"{where}: {what}", chain=chain.name),
                ),
                findings=(Finding(rule=SMALL_COUNTS, where=where, what=what, chain=chain.name),),
            )
    return seen


def _samples(page: str) -> Iterator[tuple[str, str]]:
    """(name, labels) of each."""
    for line in page.splitlines():
        if not line.startswith("#") and (found := _SAMPLE.match(line)):
            yield found["name"], found["labels"] or ""


def _is_own(name: str) -> bool:
    bare = name.removeprefix("stoep_")
    return bare != name and (bare in OWN or bare.removesuffix("_total") in OWN or bare.removesuffix("_created") in OWN)


def _speaks_of_people(names: list[str]) -> bool:
    return any(
        re.search(r"people|person|cross|count|pass|(^|_)(in|out)(_|$)", name.removesuffix("_total")) for name in names
    )

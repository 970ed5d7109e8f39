"""What an MQTT back-end's broker hands on: SenML packs as anybody who subscribes gets them. Pure."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from stoep_gateway.backends.senml import CELL, MADE, WINDOW_S
from stoep_gateway.inspection.records import Chain
from stoep_gateway.inspection.stock import Stored, chain_of_quantity

_DEVICE = "{device}"


def filter_of(topic: str) -> str:
    """The MQTT filter that hears every device of a back-end's topic: the level with the name becomes +."""
    return "/".join("+" if _DEVICE in level else level for level in topic.split("/"))


def rows_of(payload: bytes, *, topic: str, chains: Mapping[str, Chain]) -> Iterator[Stored]:
    """ValueError: not a pack of this back-end."""
    try:
        records = json.loads(payload)
        base = str(records[0].get("bn", topic))
        for record in records:
            yield _row(record, base=base, topic=topic, chains=chains)
    except (TypeError, LookupError, AttributeError) as error:
        raise ValueError("not a SenML pack") from error


def _row(record: Mapping[str, Any], *, base: str, topic: str, chains: Mapping[str, Chain]) -> Stored:
    quantity = str(record["n"])
    k, cell = record.get(f"{MADE}k"), record.get(CELL)
    parts = [float(part) for part in str(cell).split("/")] if cell else []
    return Stored(
        where=f"{topic} {quantity}",
        device=base.strip("/").split("/")[-1],
        profile=chain_of_quantity(quantity, chains=chains),
        quantity=quantity,
        time_s=int(record["t"]) if "t" in record else None,
        window_s=int(record.get(WINDOW_S, 0)),
        value=float(record["v"]),
        k=None if k is None else int(k),
        place=(parts[0], parts[1], parts[2]) if len(parts) == 3 else None,
    )

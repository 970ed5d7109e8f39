"""Numbers of gardens, read from what the analyst wrote: none of them is of one garden."""

from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.errors import RetryableError
from stoep_gateway.metrics import Sample


def garden_samples(almanac: AlmanacReader, *, has_gardens: bool, now_s: float, started_s: float) -> tuple[Sample, ...]:
    """started_s: of the gateway, Unix: how old the round is while there is none. has_gardens: else it is 0."""
    age_s, states, blocks = 0.0, {"no": 0, "waits": 0, "counts": 0}, 0
    if has_gardens:
        try:
            age_s = now_s - (almanac.round_s() or started_s)
            states = almanac.states()
            blocks = len(almanac.blocks())
        except RetryableError:
            age_s = now_s - started_s
    text = "seconds since all gardens with news had been looked at; 0 without gardens"
    return (
        Sample(name="garden_round_age_s", help=text, value=age_s),
        Sample(name="garden_blocks", help="groups of gardens that have figures", value=blocks),
        *(
            Sample(name="gardens", help="gardens by their part in figures", value=count, labels={"state": state})
            for state, count in states.items()
        ),
    )

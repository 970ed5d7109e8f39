"""What the gateway knows of one place between two frames: its windows, and whose rows they may take."""

from stoep_gateway.anonymise.policy import Schedule
from stoep_gateway.anonymise.windows import Windows, windows_of
from stoep_gateway.journal.records import JournalState, PlaceRow


class PlaceState:
    """A place outlives the devices that hang there one after the other; it is named by their ledger group.

    holder: the name of the only device whose rows enter its windows, "" while there is none.
    """

    def __init__(self, row: PlaceRow, *, windows: Windows) -> None:
        self.row = row
        self.windows = windows
        self.holder = ""


def open_place(name: str, *, before: PlaceRow | None, state: JournalState, schedule: Schedule) -> PlaceState:
    """The place as the journal has it. One never seen begins where the device that comes there stood `before`."""
    row = state.places.get(name)
    if row is None:
        before = before or PlaceRow(place=name)
        row = PlaceRow(
            place=name,
            watermark_s=before.watermark_s,
            closed_until_s=max(before.closed_until_s, state.ledger.recovered_until_s),
        )
    return PlaceState(row, windows=windows_of(row, ledger=state.ledger, schedule=schedule))

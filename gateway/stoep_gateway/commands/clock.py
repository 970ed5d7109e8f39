"""`stoep clock accept`: count people again after this machine's clock was far ahead."""

import argparse

from stoep_gateway.anonymise.recovery import accept
from stoep_gateway.commands.options import add_config, read_settings
from stoep_gateway.commands.stopped_journal import held_schedule, opened_ledger, stopped_journal, trusted_now_s
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.journal.ledger_rows import read_rows
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.supervise.trusted_clock import local_time

HELP = "say that this machine's clock is right now, after it was ahead"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """accept."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    agreed = actions.add_parser(
        "accept", help="close what was counted for a time that has not come, then count on (gateway stopped)"
    )
    add_config(agreed)


def run(args: argparse.Namespace) -> int:
    """0, also when there was nothing to do."""
    settings = read_settings(args)
    now_s = trusted_now_s(settings)
    with stopped_journal(settings) as journal:
        state = journal.load_state()
        schedule = held_schedule(state, settings=settings)
        begun_s, _ = schedule.window_of(now_s)  # windows of a shorter policy may have ended in the present one
        with read_only(settings.gateway.state_dir / JOURNAL_FILE) as connection:
            drawn = tuple(read_rows(connection, end_after_s=begun_s))
        ledger = opened_ledger(state, settings=settings)
        batch = accept(state, drawn=drawn, ledger=ledger, now_s=now_s, schedule=schedule)
        if batch is not None:
            journal.commit(batch)
    if batch is None:
        print("no place is ahead of the clock: nothing to accept")
        return 0
    for place in batch.places:
        before_s = state.places[place.place].closed_until_s
        print(
            f"{place.place}: was counted until {local_time(before_s)}, that stays closed;"
            f" counts go on from {local_time(place.closed_until_s)}"
        )
    return 0

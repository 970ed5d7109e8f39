"""`stoep ledger verify|recover`: the books of what was drawn from people counts."""

import argparse
import json

from stoep_gateway.anonymise.audit import findings
from stoep_gateway.anonymise.policy import declared
from stoep_gateway.anonymise.recovery import recover
from stoep_gateway.commands.options import add_config, add_json, read_settings
from stoep_gateway.commands.stopped_journal import held_schedule, opened_ledger, stopped_journal, trusted_now_s
from stoep_gateway.config.settings import Settings
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE, count_rows, load_ledger, read_anchor, read_rows
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry
from stoep_gateway.supervise.trusted_clock import local_time
from stoep_protocol.master_keys import ledger_key

HELP = "look over the books of released people counts, or open them again after a restore"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """verify, recover."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    verify = actions.add_parser("verify", help="is the chain whole, was no window drawn twice, is nothing missing?")
    add_config(verify)
    add_json(verify)
    again = actions.add_parser(
        "recover", help="after a restore: close every window that has begun, then count on (gateway stopped)"
    )
    add_config(again)


def run(args: argparse.Namespace) -> int:
    """1 with findings."""
    settings = read_settings(args)
    return _recover(settings) if args.action == "recover" else _verify(settings, is_json=args.json)


def _verify(settings: Settings, *, is_json: bool) -> int:
    state_dir = settings.gateway.state_dir
    anchor = read_anchor(state_dir / ANCHOR_FILE)
    key = ledger_key(load_master(state_dir))
    with read_only(state_dir / JOURNAL_FILE) as connection:
        state = load_ledger(connection, anchor=anchor)
        found = list(findings(read_rows(connection), state=state, anchor=anchor, key=key))
        rows = count_rows(connection)
    if is_json:
        print(json.dumps({"rows": rows, "newest": state.index, "findings": found}, indent=1))
    else:
        print("\n".join(found) if found else f"all is well: {rows} rows, the newest is {state.index}")
    return 1 if found else 0


def _recover(settings: Settings) -> int:
    now_s = trusted_now_s(settings)
    devices = Registry(settings.gateway.state_dir).load().values()
    people = [device for device in devices if device.profile.is_people]
    with stopped_journal(settings) as journal:
        state = journal.load_state()
        batch = recover(
            state,
            ledger=opened_ledger(state, settings=settings),
            now_s=now_s,
            schedule=held_schedule(state, settings=settings),
            wanted=declared(settings.people),
            quantities={device.group: len(device.profile.columns) for device in people},
        )
        journal.commit(batch)
    until_s = batch.ledger[0].end_s
    print(f"every window of people counts before {local_time(until_s)} is closed; start the gateway, it counts on")
    return 0

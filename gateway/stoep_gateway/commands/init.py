"""`stoep init`: write a commented configuration, a systemd unit, and the master key. Asks nothing."""

import argparse
import getpass
import secrets
import sys
from pathlib import Path

from stoep_gateway.config.private_file import make_private_folder, write_private
from stoep_gateway.config.template import toml_text, unit_text
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.master import MASTER_BYTES, create_master, master_path

HELP = "write a commented stoep.toml, a systemd unit and the master key"

_SYSTEM_STATE_DIR = Path("/var/lib/stoep")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument(
        "--config",
        type=Path,
        default=Path("stoep.toml"),
        metavar="FILE",
        help="the file to write (default: stoep.toml)",
    )


def run(args: argparse.Namespace) -> int:
    """Nothing that exists is overwritten."""
    config_file: Path = args.config.absolute()
    in_etc = config_file.is_relative_to("/etc")
    state_dir = _SYSTEM_STATE_DIR if in_etc else config_file.parent / "state"
    if config_file.exists():
        raise ConfigError(f"{config_file}: exists and is not overwritten: edit it, or give another name with --config")
    make_private_folder(state_dir)
    if not master_path(state_dir).exists():
        create_master(state_dir, key=secrets.token_bytes(MASTER_BYTES))
    unit_file = config_file.with_name("stoep.service")
    program = str(Path(sys.executable).with_name("stoep"))
    unit = unit_text(program=program, config_file=config_file, state_dir=state_dir, user=getpass.getuser())
    write_private(unit_file, unit.encode())
    changed: dict[tuple[str, str], object] = {("gateway", "state_dir"): str(state_dir) if in_etc else "state"}
    write_private(config_file, toml_text(changed=changed).encode(), replace=False)
    print(f"wrote {config_file}, {unit_file} and {master_path(state_dir)}")
    print("next: edit the file, then stoep check, stoep device enroll NAME --profile soil --bundle FILE, stoep run")
    print(
        f"backup: {master_path(state_dir)} and {state_dir / 'devices.json'} restore every device; keep a copy offline"
    )
    return 0

"""`stoep device sign`: a signed image of the firmware that is installed here, for updates over the air."""

import argparse
import sys
import tempfile
from pathlib import Path

from stoep_maker.board_files import compile_files
from stoep_maker.errors import MakerError
from stoep_maker.image import build_image
from stoep_maker.signing_key import create_key, read_key
from stoep_protocol import __version__

HELP = "sign this stoep's firmware as an update over the air, or make the key for it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--new-key, or --key and --output."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--key", type=Path, metavar="FILE", help="your private key: PEM, RSA of 3,072 bits, mode 0600")
    what.add_argument(
        "--new-key", type=Path, metavar="FILE", help="make a private key, such as update.pem, and update.pub.pem"
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="with --key: write the image here")


def run(args: argparse.Namespace) -> int:
    """0; 2: it cannot be made."""
    try:
        if args.new_key is not None:
            return _create(args.new_key)
        if args.output is None:
            raise MakerError(f"--output is missing: --output stoep-{__version__}.img")
        _sign(args.key, output=args.output)
    except MakerError as error:
        print(f"stoep device sign: {error}", file=sys.stderr)
        return 2
    return 0


def _create(path: Path) -> int:
    public = create_key(path)
    print(f"{path}: keep it to yourself, and a copy offline: whoever has it can put anything on your devices")
    print(f'{public}: for the gateway: [updates] public_keys = ["{public.name}"], before devices are enrolled')
    return 0


def _sign(key: Path, *, output: Path) -> None:
    sign = read_key(key)
    if output.exists():
        raise MakerError(f"{output}: exists and is not overwritten: choose another name")
    with tempfile.TemporaryDirectory(prefix="stoep-sign-") as name:
        folder = Path(name)
        image = build_image(folder, paths=compile_files(folder), version=__version__, sign=sign)
    try:
        with output.open("xb") as file:
            file.write(image)
    except OSError as error:
        raise MakerError(f"{output}: cannot write ({error.strerror}): choose another name") from None
    print(f"{output}: stoep-{__version__}, {len(image) // 1024} KB: stoep device update --group GROUP --image FILE")

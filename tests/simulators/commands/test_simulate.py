"""`stoep simulate` refuses what it cannot do."""

import argparse

import pytest

from stoep_simulators.commands import simulate


def parse(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    simulate.add_arguments(parser)
    return parser.parse_args(words)


def test_devices_days_and_seed_are_enough() -> None:
    args = parse("--devices", "8", "--days", "2", "--seed", "7")
    assert (args.devices, args.days, args.seed, args.vm, args.json) == (8, 2, 7, False, False)


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "many", "²", "1000000"])
def test_what_is_no_number_of_devices_is_wrong_use(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        parse("--devices", number, "--days", "2", "--seed", "7")
    assert stopped.value.code == 2
    assert f"{number}: give a whole number" in capsys.readouterr().err


def test_a_seed_must_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse("--devices", "8", "--days", "2")
    assert "--seed" in capsys.readouterr().err

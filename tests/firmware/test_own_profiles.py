"""A board that measures with a profile of its maker's own, and that changes from one to another."""

from pathlib import Path

import pytest

from stoep_firmware.segment import profile_word
from stoep_firmware.settings import SettingsError, parse_bundle
from stoep_protocol.description import to_json
from stoep_protocol.own_profile import describe
from stoep_protocol.profiles import Profile, by_name
from support.link_bench import LinkBench
from support.own_profiles import own

WIND = own()
SOUND = own("sound", ("sound_level", "sound_peak"), unit="dB")
LIGHT = own("light", ("light",), unit="lx")
BUNDLE = {
    "format": 1,
    "device": "d",
    "secret": "00" * 32,
    "generation": 1,
    "broker": {"host": "h", "port": 1883, "user": "u", "password": "p", "ca_pem": None},
    "sample_s": 60,
    "send_s": 600,
}


def reflash(bench: LinkBench, profile: Profile) -> None:
    bench.profile = profile
    bench.lose_power()


def descriptions(folder: Path) -> set[str]:
    return {path.name for path in (folder / "outbox").glob("*.profile")}


def test_stoep_json_may_describe_the_profile() -> None:
    assert parse_bundle({**BUNDLE, "profile": to_json(WIND)}, where="stoep.json").profile == WIND


def test_a_wrong_description_in_stoep_json_is_refused_in_one_line() -> None:
    wrong = to_json(WIND)
    wrong["columns"][0]["high"] = 60.5
    with pytest.raises(SettingsError, match=r"^stoep.json: profile: wind_speed: \"low\", \"high\": whole numbers"):
        parse_bundle({**BUNDLE, "profile": wrong}, where="stoep.json")


def test_the_hello_describes_the_profile_and_rows_name_it(tmp_path: Path) -> None:
    bench = LinkBench(tmp_path, profile=WIND)
    bench.measure(100)
    bench.talk()
    assert bench.gateway.hellos[0].profiles == (describe(WIND),)
    assert bench.gateway.taken == 100


def test_rows_of_another_own_profile_still_go_after_a_re_flash(tmp_path: Path) -> None:
    bench = LinkBench(tmp_path, profile=WIND)
    bench.measure(5)
    reflash(bench, SOUND)
    bench.measure(5)
    bench.talk()
    assert bench.gateway.hellos[-1].profiles == (describe(WIND), describe(SOUND))
    assert [len(bench.gateway.rows[(bench.gateway.life, row)][2]) for row in range(1, 11)] == [1] * 5 + [2] * 5


def test_what_one_hello_has_no_room_for_is_described_when_its_turn_has_come(tmp_path: Path) -> None:
    bench = LinkBench(tmp_path, profile=WIND)
    for profile in (WIND, SOUND, by_name("soil"), LIGHT, own("tide", ("tide",), unit="cm")):
        reflash(bench, profile)
        bench.measure(5)
    for _ in range(3):
        bench.talk()
        bench.gateway.commit()
        bench.talk(is_wake=False)
    assert bench.gateway.taken == 25
    assert all(len(hello.profiles) <= 4 for hello in bench.gateway.hellos)


def test_a_people_node_that_was_an_anemometer_has_hellos_of_one_length(tmp_path: Path) -> None:
    bench = LinkBench(tmp_path, profile=WIND)
    bench.measure(30)
    reflash(bench, by_name("people"))
    bench.measure(7)
    sent = bench.talk()
    assert len(sent[0]) == 1024
    assert {len(message) for message in sent[-2:]} == {128}
    assert bench.gateway.taken == 37


def test_a_description_stays_in_flash_as_long_as_rows_of_it(tmp_path: Path) -> None:
    bench = LinkBench(tmp_path, profile=WIND, capacity_rows=20)
    bench.measure(5)
    reflash(bench, SOUND)
    assert len(descriptions(tmp_path)) == 2
    bench.measure(40)
    bench.lose_power()
    assert descriptions(tmp_path) == {profile_word(SOUND.id) + ".profile"}


@pytest.mark.parametrize("damage", [b"", b"rotten", describe(SOUND)])
def test_rows_whose_description_is_rotten_go_and_the_rest_is_sent_under_a_new_life(
    tmp_path: Path, damage: bytes
) -> None:
    bench = LinkBench(tmp_path, profile=WIND)
    bench.measure(5)
    reflash(bench, SOUND)
    bench.measure(3)
    (tmp_path / "outbox" / f"{profile_word(WIND.id)}.profile").write_bytes(damage)
    bench.lose_power()
    bench.talk()
    assert bench.gateway.taken == 3


def test_a_restarted_gateway_asks_for_the_description_and_gets_what_it_held(tmp_path: Path) -> None:
    bench = LinkBench(tmp_path, profile=WIND)
    bench.measure(30)
    bench.talk()
    bench.gateway.start(bench.new_epoch())
    bench.wake()
    bench.talk()
    assert (bench.gateway.taken, len(bench.gateway.hellos)) == (30, 2)

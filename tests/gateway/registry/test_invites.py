"""Invites: what ends them, what is remembered of them, and the file that keeps them."""

from pathlib import Path

import pytest

from stoep_gateway.errors import ConfigError
from stoep_gateway.records import Cell
from stoep_gateway.registry.enrolment import Enrolment
from stoep_gateway.registry.invite import (
    KEPT_S,
    Invite,
    RefusedError,
    find,
    redeemed,
    remembered,
    token_sha256,
    with_invite,
    without,
)
from stoep_gateway.registry.invites import Invites
from stoep_protocol.profiles import by_name
from support.own_profiles import own

NOW_S = 1_800_000_000


def invite(name: str = "garden-7", *, token: str = "t", expires_s: int = NOW_S + 60) -> Invite:
    cell = Cell(x_m=81250, y_m=455250, size_m=500)
    request = Enrolment(name=name, profile=by_name("soil"), cell=cell)
    return Invite(request=request, token_sha256=token_sha256(token), expires_s=expires_s)


def test_a_token_is_good_until_the_second_in_which_it_expires() -> None:
    assert find([invite()], token="t", now_s=NOW_S + 59.9) == invite()
    with pytest.raises(RefusedError, match="expired"):
        find([invite()], token="t", now_s=NOW_S + 60)


def test_a_token_is_good_once() -> None:
    used = redeemed([invite(), invite("other", token="o")], invite=invite(), now_s=NOW_S)
    with pytest.raises(RefusedError, match="used"):
        find(used, token="t", now_s=NOW_S + 1)
    assert find(used, token="o", now_s=NOW_S + 1).request.name == "other"


def test_any_other_token_is_unknown() -> None:
    for token in ("", "T", token_sha256("t")):
        with pytest.raises(RefusedError, match="unknown"):
            find([invite()], token=token, now_s=NOW_S)


def test_another_invite_voids_the_first_and_only_that() -> None:
    before = [invite(), invite("other", token="o"), invite(token="old", expires_s=NOW_S - 1)]
    after = with_invite(before, invite=invite(token="new"), now_s=NOW_S)
    for token, reason in (("t", "unknown"), ("old", "expired")):
        with pytest.raises(RefusedError, match=reason):
            find(after, token=token, now_s=NOW_S)
    assert find(after, token="new", now_s=NOW_S)
    assert find(after, token="o", now_s=NOW_S)


def test_a_withdrawn_one_is_unknown() -> None:
    assert without([invite()], name="garden-7", now_s=NOW_S) == ()
    assert without([invite()], name="garden-8", now_s=NOW_S) == (invite(),)


def test_one_that_ended_is_remembered_for_a_day() -> None:
    used = redeemed([invite(expires_s=NOW_S + 10 * KEPT_S)], invite=invite(expires_s=NOW_S + 10 * KEPT_S), now_s=NOW_S)
    for invites, ended_s in ((used, NOW_S), ((invite(),), NOW_S + 60)):
        assert remembered(invites, now_s=ended_s + KEPT_S - 1) == invites
        assert remembered(invites, now_s=ended_s + KEPT_S) == ()


def test_what_was_put_is_loaded_and_is_its_owners_alone(tmp_path: Path) -> None:
    store = Invites(tmp_path)
    assert store.load() == ()
    store.put([invite(), invite("other")])
    assert store.load() == (invite(), invite("other"))
    file = tmp_path / "invites.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert '"t"' not in file.read_text()
    file.write_text(file.read_text().replace("garden-7", "garden-8"))
    with pytest.raises(ConfigError, match=r"invites\.json: damaged \(checksum\): remove it, and invite anew"):
        store.load()


def test_an_invite_for_a_makers_own_profile_is_loaded_as_it_was(tmp_path: Path) -> None:
    before = Invite(request=Enrolment(name="mast-1", profile=own()), token_sha256="", expires_s=NOW_S)
    again = Invite(request=Enrolment(name="mast-2"), token_sha256="", expires_s=NOW_S)
    Invites(tmp_path).put([before, again])
    assert Invites(tmp_path).load() == (before, again)

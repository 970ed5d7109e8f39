"""A device under load, held against the gateway's own core: on time whoever answers, and nothing gets lost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from stoep_firmware import link
from stoep_gateway.records import Arrival
from stoep_protocol.limits import MAX_FRAME_BYTES
from stoep_protocol.master_keys import device_secret
from stoep_protocol.names import up_topic
from stoep_protocol.profiles import by_name
from stoep_simulators.load.talker import MAX_ROWS, MAX_TRIES, REPLY_LIMIT_S, Encoder, Row, Speaker, Talker
from stoep_simulators.load.tally import Tally
from support.ingest_bench import MASTER, NOON_S, Core

_NAME = "garden-7"


@dataclass(slots=True)
class Talk:
    """A talker and a gateway that hears it, or does not. now_s: of the talker's clock."""

    core: Core
    talker: Talker
    tally: Tally
    now_s: float = 100.0
    rows: int = 0
    greeting_bytes: int = 0  # of the reply to its hello

    def due(self, count: int = 1, *, late_s: float = 0.0) -> None:
        rows: list[Row] = [(NOON_S + self.rows + at, (self.rows + at + 1, 180, None, 201, 650)) for at in range(count)]
        self.rows += count
        self.talker.due(rows, at_s=self.now_s - late_s)

    def messages(self) -> list[bytes]:
        found = []
        while (message := self.talker.next_message(now_s=self.now_s)) is not None:
            found.append(message)
        return found

    def carry(self, messages: Iterable[bytes]) -> int:
        """To the gateway and its replies back. Bytes of the last of them."""
        size_bytes = 0
        for message in messages:
            self.core.take(Arrival(topic=up_topic(_NAME), payload=message))
            size_bytes = self.replies()
        return size_bytes

    def replies(self) -> int:
        size_bytes = 0
        for outgoing in self.core.replies():
            size_bytes = len(outgoing.payload)
            self.talker.take(outgoing.payload, now_s=self.now_s)
        return size_bytes

    def speak(self) -> None:
        """Until all is said and answered."""
        while messages := self.messages():
            self.carry(messages)

    def commit(self) -> None:
        self.core.commit()
        self.replies()

    def kept(self) -> list[int]:
        """Row numbers that the gateway has kept, as their values tell them."""
        return [int(each.value) for each in self.core.observations() if each.quantity == "probe_mv"]


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    secret = device_secret(MASTER, device_id=_NAME, generation=1)
    speaker = Speaker(name=_NAME, secret=secret, profile=by_name("soil"), sample_s=1, send_s=1)
    tally = Tally()
    with Core(tmp_path) as core:
        core.now_s = NOON_S + 60
        talker = Talker(speaker, session=b"session1", life=b"liv1", encoder=Encoder(), tally=tally)
        talk = Talk(core, talker, tally)
        talker.opened()
        talk.greeting_bytes = talk.carry(talk.messages())
        talk.speak()
        assert talker.is_introduced
        yield talk


def test_its_patience_and_the_size_of_its_frames_are_the_firmwares() -> None:
    own = vars(link)  # private there: a board's heap has no room for names that nobody else asks for
    assert (own["_MAX_ROWS"], own["_REPLY_LIMIT_MS"], own["_MAX_TRIES"]) == (MAX_ROWS, 1_000 * REPLY_LIMIT_S, MAX_TRIES)


def test_a_frame_is_answered_at_once_and_settled_after_the_commit(talk: Talk) -> None:
    talk.due(late_s=0.25)
    talk.speak()
    assert (list(talk.tally.answered_s), list(talk.tally.settled_s)) == ([0.25], [])
    talk.now_s += 10
    talk.commit()
    assert list(talk.tally.settled_s) == [10.25]
    assert (talk.tally.due, talk.tally.sent, talk.tally.settled, talk.tally.again) == (1, 1, 1, 0)
    assert talk.kept() == [1]


def test_frames_go_out_when_they_are_due_though_nobody_answers(talk: Talk) -> None:
    messages = []
    for _ in range(10):
        talk.due()
        messages += talk.messages()
    assert (len(messages), talk.tally.sent) == (10, 10)
    talk.carry(messages)
    talk.commit()
    assert talk.kept() == list(range(1, 11))
    assert talk.tally.settled == 10


def test_what_was_due_without_a_connection_goes_out_together_with_the_next(talk: Talk) -> None:
    talk.talker.closed()
    for _ in range(5):
        talk.due()
    assert talk.messages() == []
    talk.now_s += 3
    talk.talker.opened()
    messages = talk.messages()
    assert len(messages) == 1
    talk.carry(messages)
    assert list(talk.tally.answered_s) == [3.0] * 5
    assert (talk.tally.sent, talk.tally.again) == (5, 0)


def test_what_a_broker_lost_is_sent_again(talk: Talk) -> None:
    talk.due()
    talk.speak()
    for _ in range(3):
        talk.due()
        talk.messages()  # on their way when the broker died
    talk.talker.closed()
    talk.talker.opened()
    talk.speak()
    talk.commit()
    assert talk.kept() == [1, 2, 3, 4]
    assert (talk.tally.settled, talk.tally.again) == (4, 1)


def test_a_frame_that_got_lost_among_others_brings_the_later_ones_back(talk: Talk) -> None:
    for _ in range(3):
        talk.due()
    lost, *others = talk.messages()
    talk.due()
    talk.carry([*others, *talk.messages()])
    talk.speak()
    talk.commit()
    assert talk.kept() == [1, 2, 3, 4]
    assert lost not in others


def test_what_a_gateway_forgot_is_sent_again_and_settled(talk: Talk) -> None:
    for _ in range(3):
        talk.due()
        talk.speak()
    assert len(talk.tally.answered_s) == 3
    talk.core.restart()
    talk.due()
    talk.speak()
    talk.commit()
    assert talk.kept() == [1, 2, 3, 4]
    assert talk.tally.settled == 4


def test_who_asks_hears_how_its_rows_stand_and_what_was_forgotten(talk: Talk) -> None:
    talk.due()
    talk.speak()
    talk.core.restart()
    talk.talker.ask()
    talk.speak()
    talk.commit()
    assert talk.kept() == [1]
    assert talk.talker.waiting == 0


def test_a_long_absence_is_told_in_frames_that_fit(talk: Talk) -> None:
    talk.talker.closed()
    for _ in range(400):
        talk.due()
    talk.talker.opened()
    while messages := talk.messages():
        assert all(len(message) <= MAX_FRAME_BYTES for message in messages)
        talk.carry(messages)
    talk.commit()
    assert talk.kept() == list(range(1, 401))
    assert talk.tally.settled == 400


def test_a_reply_that_stays_out_is_waited_for_and_then_the_connection_is_given_up(talk: Talk) -> None:
    talk.due()
    talk.messages()
    for tries in range(1, MAX_TRIES + 1):
        talk.now_s += REPLY_LIMIT_S
        assert not talk.talker.is_silent(now_s=talk.now_s)
        talk.now_s += 0.1
        assert talk.talker.is_silent(now_s=talk.now_s)
        assert talk.talker.late() is (tries < MAX_TRIES)
        assert len(talk.messages()) == 1
    talk.talker.closed()
    assert not talk.talker.is_silent(now_s=talk.now_s + 60)
    assert talk.tally.again == MAX_TRIES


def test_nobody_is_silent_who_was_not_asked(talk: Talk) -> None:
    assert not talk.talker.is_silent(now_s=talk.now_s + 3_600)


def test_the_configuration_is_reported_as_a_board_does_so_that_replies_no_longer_bring_it(talk: Talk) -> None:
    talk.due()
    assert talk.carry(talk.messages()) < talk.greeting_bytes


@pytest.mark.parametrize("payload", [b"", b"\xd0\x83", bytes(200)])
def test_what_is_no_reply_to_this_session_is_counted_and_left(talk: Talk, payload: bytes) -> None:
    talk.talker.take(payload, now_s=talk.now_s)
    assert talk.tally.refused == 1


def test_counts_of_people_are_not_sent() -> None:
    speaker = Speaker(name="pier-1", secret=bytes(32), profile=by_name("people"), sample_s=60, send_s=60)
    with pytest.raises(ValueError, match="no counts of people"):
        Talker(speaker, session=b"session1", life=b"liv1", encoder=Encoder(), tally=Tally())

"""The device's rhythm: sample, keep, send now and then, sleep. Nodes that count stay awake, the others sleep deeply."""

import asyncio
from binascii import crc32

from stoep_firmware import boot
from stoep_firmware.forget import forget
from stoep_firmware.words import words
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.limits import NULL

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable
    from typing import Any

    from stoep_firmware.board import Board
    from stoep_firmware.clock import Clock
    from stoep_firmware.conversation import Conversation
    from stoep_firmware.outbox import Outbox
    from stoep_firmware.rtc import RtcRecord
    from stoep_firmware.sampler import Sampler
    from stoep_firmware.settings import Bundle, Settings
    from stoep_firmware.slots import Slots

    OnRow = Callable[[int, int, bool, "array[int]"], None]

SAFE_CRASHES = 3  # in a row
_LATE_S = const(10)  # a row taken later than this after its moment says when it was really taken
_RETRY_LIMIT_S = const(900)
_MAX_DOUBLINGS = const(10)
_LOOK_MS = const(500)


class Cycle:
    """Runs for ever or until the board sleeps. A node whose sensors count between readings never sleeps deeply.

    open_conversation: called once, when something is to be sent; most wakes only keep a row.
    is_safe: it crashed so often that it reads no sensor in this wake; what is in flash is sent, orders are heeded.
    on_row(row, time_s, is_dated, values) hears of every row kept.
    """

    def __init__(
        self,
        board: "Board",
        *,
        bundle: "Bundle",
        settings: "Settings",
        rtc: "RtcRecord",
        clock: "Clock",
        outbox: "Outbox",
        slots: "Slots",
        sampler: "Sampler",
        open_conversation: "Callable[[], Conversation]",
        is_safe: bool,
        say: "Callable[[str], None]",
        on_row: "OnRow | None",
    ) -> None:
        self._board = board
        self._bundle = bundle
        self._settings = settings
        self._rtc = rtc
        self._clock = clock
        self._outbox = outbox
        self._slots = slots
        self._sampler = sampler
        self._open_conversation = open_conversation
        self._conversation: "Conversation | None" = None
        self._is_safe = is_safe
        self._say = say
        self._on_row = on_row
        self._is_wake = True

    async def run(self) -> None:
        """One wake of a sleeping node, or the endless day of one that counts."""
        if self._sampler.counts and not self._is_safe:
            await self._stay_awake()
        else:
            await self._wake_once()

    async def _wake_once(self) -> None:
        board, clock = self._board, self._clock
        uptime_s = board.uptime_s()
        moment_s = clock.moment_s(self._settings.sample_s, uptime_s=uptime_s)
        if not self._is_safe and (self._rtc.is_new or moment_s is not None):
            now_s = clock.now_s(uptime_s=uptime_s)
            # A maker waits for the first reading, so power-on does not wait for a whole multiple.
            is_punctual = not self._rtc.is_new and moment_s is not None and now_s - moment_s <= _LATE_S
            await self._sampler.start()
            board.feed()
            await self._take_row(moment_s if is_punctual and moment_s is not None else now_s)
            await self._sampler.stop()
        # Nothing more is read before the next wake, and the conversation needs the room. `del` would not free it.
        self._sampler = None  # type: ignore[assignment]
        forget("stoep_firmware.sampler")
        forget("stoep_firmware.drivers")
        if self._is_send_due():
            await self._send()
        else:
            self._slots.give_back()
        board.radio_off()
        self._end_well()
        if self._wants_restart():
            board.restart()
        board.deep_sleep_ms(self._wait_s() * 1000)

    async def _stay_awake(self) -> None:
        board = self._board
        await self._sampler.start()
        if self._rtc.is_new and not self._bundle.profile.is_people:  # their rows need a time
            await self._take_row(self._clock.now_s(uptime_s=board.uptime_s()))
        sending: "Any" = None
        while True:
            board.feed()
            if sending is not None and sending.done():
                await sending  # an error that nobody foresaw surfaces here
                sending = None
                self._end_well()
            if sending is None and self._wants_restart():
                board.restart()
            moment_s = self._clock.moment_s(self._settings.sample_s, uptime_s=board.uptime_s())
            if moment_s is not None:
                await self._take_row(moment_s)
            if sending is None and self._is_send_due():
                sending = asyncio.create_task(self._send())
            wait_ms = self._wait_s() * 1000
            await board.sleep_ms(wait_ms if sending is None else min(wait_ms, _LOOK_MS))

    def _end_well(self) -> None:
        """Crashes count in a row. After a safe wake the next one tries the sensors; one more crash is enough then."""
        boot.write_crashes(self._board.data_dir, SAFE_CRASHES - 1 if self._is_safe else 0)

    async def _take_row(self, time_s: int) -> None:
        sampler, rtc = self._sampler, self._rtc
        await sampler.read()
        for hint in sampler.new_hints():
            self._say(hint)
        is_dated = self._clock.is_known
        rtc.last_row_s = time_s
        rtc.commit()
        try:
            row = self._outbox.append(sampler.values, time_s=time_s, boot=rtc.boot, is_dated=is_dated)
        except OSError as error:
            self._say("outbox: cannot write a row to flash (" + words(error) + "): this row is lost")
            return
        self._say("row " + str(row) + " kept" + self._reading())
        if self._on_row is not None:
            self._on_row(row, time_s, is_dated, sampler.values)

    def _reading(self) -> str:
        """The values in words; counts of people are not printed."""
        profile = self._bundle.profile
        if profile.is_people:
            return ""
        parts = []
        for i in range(len(profile.columns)):
            column = profile.columns[i]
            value = self._sampler.values[i]
            text = "-" if value == NULL else "%.*f" % (column.decimals, value / 10**column.decimals)
            parts.append(column.quantity + " " + text)
        return ": " + ", ".join(parts)

    def _is_send_due(self) -> bool:
        return self._board.uptime_s() + max(1, self._settings.sample_s // 2) > self._rtc.send_due_s

    def _wants_restart(self) -> bool:
        return self._conversation is not None and self._conversation.wants_restart

    async def _send(self) -> None:
        rtc, settings = self._rtc, self._settings
        start_s = self._board.uptime_s()
        rtc.failures += 1  # beforehand: what makes the board crash is not tried again at once, and rows go on
        rtc.send_due_s = start_s + self._retry_s()
        rtc.commit()
        conversation = self._conversation
        if conversation is None:
            conversation = self._conversation = self._open_conversation()
        if await conversation.run(is_wake=self._is_wake):
            self._is_wake = False
            rtc.failures = 0
            rtc.send_due_s = 0 if conversation.is_switched else start_s + settings.send_s
        else:
            rtc.send_due_s = self._board.uptime_s() + self._retry_s()
        rtc.commit()

    def _retry_s(self) -> int:
        """A row's time, doubled with each failure up to a limit, spread by a quarter so that neighbours part."""
        doublings = min(self._rtc.failures - 1, _MAX_DOUBLINGS)
        delay_s = min(self._settings.sample_s << doublings, max(self._settings.send_s, _RETRY_LIMIT_S))
        if self._slots.is_on_trial:  # three tries: a gateway that is away for half an hour is no fault of the version's
            delay_s = max(delay_s, _RETRY_LIMIT_S)
        percent = 75 + crc32((self._bundle.device + str(self._rtc.failures)).encode()) % 51
        return max(1, delay_s * percent // 100)

    def _wait_s(self) -> int:
        """Until the next row, at least a second."""
        uptime_s = self._board.uptime_s()
        due_s = self._clock.next_row_s(self._settings.sample_s, uptime_s=uptime_s)
        return max(1, due_s - self._clock.now_s(uptime_s=uptime_s))

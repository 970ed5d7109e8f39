"""One conversation with the gateway: radio on, frames out, replies in, what they ask for done."""

import asyncio

from stoep_firmware import last_trouble
from stoep_firmware.mqtt import MqttClient, MqttError
from stoep_firmware.outbox import capacity_rows
from stoep_firmware.records import Vitals
from stoep_firmware.words import words
from stoep_protocol.compat import TYPE_CHECKING, const, wait_for
from stoep_protocol.names import down_topic, up_topic
from stoep_protocol.reply import COMMAND_RESTART
from stoep_protocol.update import RUNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from stoep_firmware.board import Board
    from stoep_firmware.clock import Clock
    from stoep_firmware.link import Link
    from stoep_firmware.outbox import Outbox
    from stoep_firmware.records import Heard
    from stoep_firmware.rtc import RtcRecord
    from stoep_firmware.settings import Bundle, Settings
    from stoep_firmware.updates import Updates
    from stoep_protocol.update import Ask

_JOIN_LIMIT_S = const(30)
_LIMIT_S = const(600)  # a long backlog goes on at the next send
_MAX_TRIES = const(4)  # of one block
_MAX_ORDERS = const(4)  # persisted in one conversation: a gateway out of its mind does not wear the flash out


class Conversation:
    """Made once, run once per send. wants_restart: by the gateway's order, or for an update.

    is_switched: the next start is that of a new version, which has to reach the gateway at once.
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
        link: "Link",
        updates: "Updates",
        say: "Callable[[str], None]",
    ) -> None:
        self._board = board
        self._bundle = bundle
        self._settings = settings
        self._rtc = rtc
        self._clock = clock
        self._outbox = outbox
        self._link = link
        self._updates = updates
        self._say = say
        self._refused_version = 0
        self._orders_left = 0
        self._knows_time = False
        self.wants_restart = False
        self.is_switched = False

    async def run(self, *, is_wake: bool) -> bool:
        """True when all was said and answered. Trouble is said in one line; what was not sent stays in the outbox."""
        self._orders_left = _MAX_ORDERS
        self._knows_time = False
        slots = self._updates.slots
        try:
            if not slots.try_again():
                self.wants_restart = True
                return False
            await self._join()
            await self._talk(is_wake=is_wake)
        except MqttError as error:
            return self._failed(str(error))
        except OSError as error:
            self._say("outbox: flash refuses (" + words(error) + "): is it full?")
            return False
        except MemoryError as error:
            self._say("no room in memory (" + words(error) + "): the board restarts and tries again later")
            self.wants_restart = True
            return False
        finally:
            slots.fail()  # of no effect once a reply has confirmed the version, or there was no Wi-Fi
        if self._link.trouble:
            return self._failed(self._link.trouble)
        last_trouble.keep(self._board.data_dir, "")
        return True

    def _failed(self, trouble: str) -> bool:
        self._say(trouble)
        last_trouble.keep(self._board.data_dir, trouble)
        return False

    async def _join(self) -> None:
        names = []
        for ssid, password in self._bundle.wifi or (("", ""),):
            self._board.feed()
            try:
                await wait_for(self._board.radio_on(ssid, password), _JOIN_LIMIT_S)
            except (OSError, RuntimeError, asyncio.TimeoutError):  # RuntimeError: a code that the radio has no word for
                names.append(ssid)
            else:
                return
        self._updates.slots.give_back()
        raise MqttError("Wi-Fi " + ", ".join(names) + ": cannot join: is it in reach, is the password right?")

    async def _talk(self, *, is_wake: bool) -> None:
        board, link = self._board, self._link
        device = self._bundle.device
        topic = up_topic(device)
        start_s = board.uptime_s()
        client = MqttClient(board, broker=self._bundle.broker)
        try:
            await client.open(client_id=device, topic=down_topic(device))
            link.begin(self._vitals(), uptime_s=board.uptime_s(), is_wake=is_wake)
            while not link.done and board.uptime_s() - start_s < _LIMIT_S:
                board.feed()
                message = link.next_message(now_ms=board.ticks_ms())
                if message is not None:
                    await client.publish(topic, message)
                elif not link.done:
                    await self._listen(client)
            if link.done and not link.trouble:
                await self._update(client, start_s=start_s)
        finally:
            await client.close()

    async def _listen(self, client: MqttClient) -> None:
        link = self._link
        payload = await self._receive(client)
        if payload is None:
            link.late()
            return
        heard = link.take(payload, now_ms=self._board.ticks_ms())
        if heard is not None:
            self._heed(heard)

    async def _receive(self, client: MqttClient) -> "bytes | None":
        """None when nothing came as long as a reply is waited for."""
        wait_ms = self._link.wait_ms(now_ms=self._board.ticks_ms())
        return await client.receive(limit_ms=wait_ms) if wait_ms else None

    async def _update(self, client: MqttClient, *, start_s: int) -> None:
        """Ask for the update that is wanted, block by block; what does not come now comes in the next conversation."""
        board, updates = self._board, self._updates
        download = updates.download()
        if download is None:
            return
        tries = 0
        try:
            while tries < _MAX_TRIES and board.uptime_s() - start_s < _LIMIT_S:
                board.feed()
                ask = download.next_ask()
                if ask is None:
                    break
                await client.publish(up_topic(self._bundle.device), self._link.ask(ask, now_ms=board.ticks_ms()))
                data = await self._block(client, ask)
                if updates.wanted is None:
                    return  # the gateway has it no more
                if data is None:
                    tries += 1
                else:
                    tries = 0
                    download.take(data, wanted=ask.size)
        finally:
            download.close()
        if download.outcome is not None:
            updates.settle(download.version, download.outcome)
            self.is_switched = self.wants_restart = download.outcome == RUNS
            self._tell_of_update()

    async def _block(self, client: MqttClient, ask: "Ask") -> "bytes | None":
        """What was asked for, None when it does not come in time. A reply in its place may take the offer back."""
        link, updates = self._link, self._updates
        while True:
            payload = await self._receive(client)
            if payload is None:
                return None
            heard = link.take(payload, now_ms=self._board.ticks_ms())
            block = link.block
            if block is not None:
                link.block = None
                if block.version == ask.version and block.offset == ask.offset:
                    return block.data
            elif heard is not None:
                if heard.update is None or heard.update[0] != ask.version:
                    updates.wanted = None
                    return None
                self._heed(heard)

    def _heed(self, heard: "Heard") -> None:
        if heard.time_s is not None and not self._knows_time:
            self._knows_time = True  # once: each leap of the clock takes a row
            if self._bundle.broker.ca_der is not None:
                self._board.clock_at_least(heard.time_s)
            if self._clock.learn(heard.time_s, uptime_s=self._board.uptime_s()):
                self._say("the gateway told the time")
            if self._clock.is_known:  # again in each conversation: flash may have refused it
                self._outbox.date_boot(self._rtc.boot, offset_s=self._rtc.offset_s)
        self._rtc.commit()
        try:
            self._updates.confirm()
            self._tell_of_update()
            self._carry_out(heard)
        except OSError as error:  # the rows go on: the gateway repeats its orders until it hears that they are kept
            self._orders_left = 0
            self._say("orders: flash refuses (" + words(error) + "): is it full?")

    def _carry_out(self, heard: "Heard") -> None:
        if heard.configuration is not None and self._orders_left:
            self._configure(heard.configuration[0], heard.configuration[1])
        if heard.command is not None and self._orders_left:
            self._obey(heard.command[0], heard.command[1])
        if heard.update is not None and self._orders_left:
            self._updates.offered(heard.update[0], heard.update[1])
            if self._tell_of_update():
                self._orders_left -= 1

    def _tell_of_update(self) -> bool:
        if not self._updates.take_news():
            return False
        self._link.report(vitals=self._vitals())
        return True

    def _configure(self, version: int, values: "dict[int, int]") -> None:
        settings = self._settings
        if settings.apply(version, values):
            self._orders_left -= 1
            self._outbox.capacity_rows = capacity_rows(settings.sample_s)
            self._link.report(vitals=self._vitals())
            rhythm = str(settings.sample_s) + " s, send every " + str(settings.send_s) + " s"
            self._say("configuration " + str(version) + " applied: sample every " + rhythm)
        elif version != self._refused_version:
            self._refused_version = version
            self._say("configuration " + str(version) + " refused: its rhythm is out of bounds; the last one stays")

    def _obey(self, command_id: int, command: int) -> None:
        """Persist the id, then act: a command that comes twice is carried out once."""
        self._orders_left -= 1
        self._outbox.state.command_id = command_id
        self._outbox.state.save()
        self._link.report(vitals=self._vitals())
        if command == COMMAND_RESTART:
            self.wants_restart = True
        else:
            self._say("command " + str(command) + " is unknown to this firmware and left out")

    def _vitals(self) -> Vitals:
        board, settings = self._board, self._settings
        return Vitals(
            board.battery_mv(),
            board.rssi_dbm(),
            board.reset_cause(),
            settings.sample_s,
            settings.send_s,
            settings.version,
            self._updates.value,
        )

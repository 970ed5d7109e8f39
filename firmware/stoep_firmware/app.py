"""Put the firmware together on one board and run it."""

from binascii import crc32

from stoep_firmware import boot
from stoep_firmware.clock import Clock
from stoep_firmware.cycle import SAFE_CRASHES, Cycle
from stoep_firmware.outbox import PEOPLE_SEGMENT_ROWS, SEGMENT_ROWS, Outbox, capacity_rows
from stoep_firmware.records import Identity
from stoep_firmware.rtc import RtcRecord
from stoep_firmware.settings import Settings, load_bundle
from stoep_firmware.updates import Updates
from stoep_firmware.words import words
from stoep_protocol import __version__
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.limits import MAX_INT
from stoep_protocol.update import version_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from stoep_firmware.board import Board
    from stoep_firmware.conversation import Conversation
    from stoep_firmware.cycle import OnRow
    from stoep_firmware.sampler import Sampler
    from stoep_firmware.settings import Bundle

_WATCHDOG = const(3)  # reset cause
FIRMWARE = "stoep-" + __version__


async def run(board: "Board", *, say: "Callable[[str], None]" = print, on_row: "OnRow | None" = None) -> None:
    """One life of the firmware between two resets. SettingsError when stoep.json is missing or wrong.

    say hears of what happens, in plain words for the maker at the USB cable; never a secret, never a people count.
    """
    # Not here: what a coroutine has had on its stack is not free before it ends.
    await _put_together(board, say, on_row).run()


def _put_together(board: "Board", say: "Callable[[str], None]", on_row: "OnRow | None") -> Cycle:
    bundle = load_bundle(board.data_dir)
    if board.reset_cause() == _WATCHDOG:
        boot.write_crashes(board.data_dir, boot.crashes(board.data_dir) + 1)
    settings = Settings(board.data_dir, bundle=bundle)
    if settings.is_damaged:
        say("settings.json: damaged and left out: the bundle's rhythm holds until the gateway sends another")
    rtc = RtcRecord(board.rtc_read(), write=board.rtc_write)
    outbox = open_outbox(board.data_dir, bundle=bundle, settings=settings)
    if rtc.is_new:
        rtc.boot = outbox.begin_boot()
        rtc.commit()
        say(FIRMWARE + " is " + bundle.device + ", profile " + bundle.profile.name)
    else:
        outbox.go_on_with_boot(rtc.boot)
    updates = Updates(
        board.data_dir, running=version_number(__version__), keys=bundle.update_keys, platform=board.platform(), say=say
    )
    if updates.take_news():  # what became of a version that was on trial
        rtc.owes_versions = True
        rtc.commit()
    is_safe = boot.crashes(board.data_dir) >= SAFE_CRASHES
    if is_safe:
        say("safe mode after " + str(boot.crashes(board.data_dir)) + " crashes: this time without sensors")
    clock = Clock(rtc)

    def open_conversation() -> "Conversation":
        from stoep_firmware.conversation import Conversation
        from stoep_firmware.link import Link

        link = Link(
            outbox,
            rtc=rtc,
            identity=Identity(bundle.device, bundle.secret, board.board_id(), FIRMWARE),
            draw=board.random,
        )
        return Conversation(
            board,
            bundle=bundle,
            settings=settings,
            rtc=rtc,
            clock=clock,
            outbox=outbox,
            link=link,
            updates=updates,
            say=say,
        )

    return Cycle(
        board,
        bundle=bundle,
        settings=settings,
        rtc=rtc,
        clock=clock,
        outbox=outbox,
        slots=updates.slots,
        sampler=_sampler(board, bundle, say, is_safe=is_safe),
        open_conversation=open_conversation,
        is_safe=is_safe,
        say=say,
        on_row=on_row,
    )


def open_outbox(data_dir: str, *, bundle: "Bundle", settings: "Settings") -> Outbox:
    """The ring of this device in its present rhythm. OSError when the flash refuses."""
    return Outbox(
        data_dir,
        owner=crc32(bundle.device.encode()) & MAX_INT,
        profile=bundle.profile,
        capacity_rows=capacity_rows(settings.sample_s),
        segment_rows=PEOPLE_SEGMENT_ROWS if bundle.profile.is_people else SEGMENT_ROWS,
    )


def _sampler(board: "Board", bundle: "Bundle", say: "Callable[[str], None]", *, is_safe: bool) -> "Sampler":
    """Of the drivers that could be made; a wrong entry costs its own columns only."""
    from stoep_firmware import drivers
    from stoep_firmware.sampler import Sampler

    sensors: "list[Any]" = []
    for config in () if is_safe else bundle.sensors:
        try:
            sensors.append(drivers.create(board, config))
        except Exception as error:  # noqa: BLE001 - a maker's own driver may raise anything
            say("sensor " + str(config.get("type")) + ": " + words(error))
    return Sampler(sensors, profile=bundle.profile)

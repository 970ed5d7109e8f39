"""Follow the operator's orders for updates while the gateway runs, and write down how far they are."""

import asyncio
import logging
import time

from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.ingest.rollouts import Rollouts
from stoep_gateway.updates.image import Image, read_image
from stoep_gateway.updates.orders import Order
from stoep_gateway.updates.public_keys import read_public_keys
from stoep_gateway.updates.store import UpdateStore

_LOG = logging.getLogger("stoep.gateway")
_POLL_S = 1.0
_WRITE_S = 30.0  # percentages may be so old, to spare an SD card


class RolloutKeeper:
    """The only writer of progress. A broken file stops rollouts, never the gateway."""

    def __init__(self, settings: Settings, *, rollouts: Rollouts) -> None:
        self._settings = settings
        self._store = UpdateStore(settings.gateway.state_dir)
        self._rollouts = rollouts
        self._stamp: tuple[int, int, int] | None = None
        self._told: set[str] = set()
        self._error = ""
        self._written_mono_s = 0.0
        self._has_resumed = False

    async def run(self) -> None:
        """Until cancelled; the last second is written down then."""
        try:
            while True:
                self.follow()
                self.keep(mono_s=time.monotonic())
                await asyncio.sleep(_POLL_S)
        finally:
            self.keep(mono_s=time.monotonic(), is_last=True)

    def follow(self) -> None:
        """Take over orders that are new."""
        stamp = self._store.stamp()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            orders = self._store.load_orders()
        except ConfigError as error:
            _LOG.error("%s; rollouts go on as they were", error)
            return
        images: dict[str, Image] = {}  # of several groups' rollouts it is in memory once
        self._rollouts.follow([(order, self._image(order, images)) for order in orders.rollouts], pinned=orders.pinned)
        if not self._has_resumed:
            self._has_resumed = True
            self._resume()

    def _image(self, order: Order, images: dict[str, Image]) -> Image | None:
        if order.stopped:
            return None
        try:
            if (image := images.get(order.image)) is None:
                keys = read_public_keys(self._settings.updates.public_keys)
                image = images[order.image] = read_image(self._store.image_path(order.image), keys=keys)
            if image.version != order.version:
                raise ConfigError(f"{order.image}: not the image that was ordered: start the rollout again")
        except ConfigError as error:
            _LOG.error("%s; %s is not offered to group %s", error, order.firmware, order.group)
            return None
        return image

    def _resume(self) -> None:
        try:
            progress = self._store.load_progress()
        except ConfigError as error:
            _LOG.error("%s", error)
            self._rollouts.stop_all("what became of it so far cannot be read")
            return
        self._told = {each.id for each in progress if each.stopped}
        self._rollouts.resume(progress, mono_s=time.monotonic())

    def keep(self, *, mono_s: float, is_last: bool = False) -> None:
        """Say what has stopped, once, and write down what the next start must know; at the end whatever there is."""
        progress = self._rollouts.progress()
        for each in progress:
            if each.stopped and each.id not in self._told:
                self._told.add(each.id)
                _LOG.error(
                    "rollout of %s to group %s stopped: %s: stoep device update tells more",
                    each.firmware,
                    each.group,
                    each.stopped,
                )
        is_due = bool(progress) and (is_last or mono_s - self._written_mono_s >= _WRITE_S)
        if not self._rollouts.changed and not is_due:
            return
        self._written_mono_s = mono_s
        try:
            self._store.put_progress(progress)
        except ConfigError as error:
            if str(error) != self._error:
                _LOG.error("%s", error)
            self._error = str(error)
            return
        self._rollouts.changed = False
        self._error = ""

"""Redeem codes: one at a time, and used before anybody hears the answer."""

import logging
import threading
from collections.abc import Callable

from stoep_gateway.broker.mosquitto_files import tell_broker
from stoep_gateway.config.settings import Settings
from stoep_gateway.enrol.wrong_codes import WrongCodes
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.bundle import make_bundle
from stoep_gateway.registry.enrolment import enroll
from stoep_gateway.registry.invite import RefusedError, find, redeemed, remembered
from stoep_gateway.registry.invites import Invites
from stoep_gateway.registry.store import Registry

_LOG = logging.getLogger("stoep.enrolment")
TOO_OFTEN = "too often"
FAULT = "fault"


class Desk:
    """now_s: Unix time; mono_s: a clock that never goes back."""

    def __init__(
        self, settings: Settings, *, master: bytes, now_s: Callable[[], float], mono_s: Callable[[], float]
    ) -> None:
        self._settings = settings
        self._master = master
        self._now_s = now_s
        self._mono_s = mono_s
        self._registry = Registry(settings.gateway.state_dir)
        self._invites = Invites(settings.gateway.state_dir)
        self._wrong = WrongCodes()
        self._turn = threading.Lock()  # requests come in threads

    def redeem(self, token: str, *, address: str) -> dict[str, object]:
        """The bundle. address: whose wrong codes are counted. RefusedError."""
        with self._turn:
            if self._wrong.is_barred(address, mono_s=self._mono_s()):
                raise RefusedError(TOO_OFTEN)
            try:
                return self._redeem(token)
            except RefusedError as error:
                _LOG.warning("a code was refused (%s)", error.reason)
                self._wrong.note(address, mono_s=self._mono_s())
                raise
            except ConfigError as error:
                _LOG.error("a good code could not be redeemed and stays good: %s", error)
                raise RefusedError(FAULT) from error

    def _redeem(self, token: str) -> dict[str, object]:
        """Killed between two of its writes: the device has a next generation whose keys nobody got, the code is good.

        Killed after the last one: the code is used, whether or not the answer arrived.
        """
        with self._registry.locked():
            now_s = self._now_s()
            invites = self._invites.load()
            invite = find(invites, token=token, now_s=now_s)
            devices = self._registry.load()
            first_generation = self._registry.first_generation()
            device = enroll(devices, request=invite.request, first_generation=first_generation)
            bundle = make_bundle(
                device, master=self._master, broker=self._settings.broker, updates=self._settings.updates
            )
            told = tell_broker(self._settings, devices={**devices, device.name: device}, master=self._master)
            self._registry.put(device, devices=devices)
            self._invites.put(remembered(redeemed(invites, invite=invite, now_s=now_s), now_s=now_s))
        _LOG.info("%s enrolled by code (generation %d)", device.name, device.generation)
        if told:
            _LOG.warning("%s", told.strip())
        return bundle

"""The real server for the tests of this folder."""

from support.sensorthings_server.fixtures import sensorthings, sensorthings_process

__all__ = ["sensorthings", "sensorthings_process"]

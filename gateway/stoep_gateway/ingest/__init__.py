"""From sealed frames to what one transaction commits, and the replies. Pure: time, keys and epoch are arguments."""

from stoep_gateway.ingest.engine import Ingest
from stoep_gateway.ingest.status import DeviceStatus

__all__ = ["DeviceStatus", "Ingest"]

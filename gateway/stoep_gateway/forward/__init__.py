"""From the journal's entries to the back-ends."""

from stoep_gateway.forward.forwarder import Forwarder, ForwardLimits, ForwardState

__all__ = ["ForwardLimits", "ForwardState", "Forwarder"]

"""Find a TCP port on this machine that nobody uses, nor will before its server listens."""

from stoep_simulators.commands.own_ports import own_ports


def free_port() -> int:
    """On the loopback address. A server that can take port 0 itself should, if it need not come back there."""
    return own_ports(1)[0]

"""Find a TCP port on this machine that nobody uses."""

import socket


def free_port() -> int:
    """A loopback port, free a moment ago. A server that can take port 0 itself should: nobody comes between then."""
    return free_ports(1)[0]


def free_ports(count: int) -> tuple[int, ...]:
    """`count` different ones: all are held until the last is found."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for listener in sockets:
            listener.bind(("127.0.0.1", 0))
        return tuple(listener.getsockname()[1] for listener in sockets)
    finally:
        for listener in sockets:
            listener.close()

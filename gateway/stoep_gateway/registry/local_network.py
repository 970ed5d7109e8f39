"""Which addresses lie on the local network, where a device's broker password may go in the clear."""

import ipaddress

_NETWORKS = tuple(
    ipaddress.ip_network(text)
    for text in (
        "10.0.0.0/8",  # RFC 1918
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",  # RFC 3927, link-local
        "127.0.0.0/8",
        "::1/128",
        "fc00::/7",  # RFC 4193, unique local
        "fe80::/10",  # RFC 4291 §2.5.6, link-local
    )
)
_DOMAINS = (".local", ".localhost", ".home.arpa", ".internal")  # RFC 6762, RFC 6761, RFC 8375, ICANN 2024-07-29.06


def is_local(host: str) -> bool:
    """By the address or name alone, nothing is looked up. A name without a dot is one of the local router's."""
    name = host.lower().rstrip(".")
    try:
        address = ipaddress.ip_address(name.strip("[]").partition("%")[0])
    except ValueError:
        return "." not in name or name.endswith(_DOMAINS)
    return any(address in network for network in _NETWORKS if network.version == address.version)

"""Whose a network address is, for limits and bans."""

import ipaddress


def network_of(address):
    """What counts as one address: IPv4 whole, of IPv6 the 64 bits that a provider gives to one customer."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if found.version == 4:
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))

"""By which names this server may be asked, and whether a request comes from its own pages.

A foreign page can point a name of its own at this machine (DNS rebinding): the browser then takes that page for ours.
An address cannot be pointed elsewhere, so ``--lan`` takes any address, and of the names only those known to be ours.
"""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
_NAME = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})"
_HOST = re.compile(rf"(?:\[(?P<six>[0-9A-Fa-f:.]{{2,45}})\]|(?P<name>{_NAME}))(?::(?P<port>[0-9]{{1,5}}))?")


def read_host(value: str) -> str | None:
    """The name or address in a Host header, in lower case and without port; ``None`` where it is malformed.

    >>> [read_host(value) for value in ("City-PC.local.:8501", "[::1]:80", "[", "a:99999", "a@b", "地区")]
    ['city-pc.local', '::1', None, None, None, None]
    """
    found = _HOST.fullmatch(value)
    if found is None or (found["port"] and not 0 < int(found["port"]) < 65536):
        return None
    if found["name"]:
        return found["name"].lower().rstrip(".")
    return str(ipaddress.IPv6Address(found["six"])) if is_address(found["six"]) else None


def is_address(name: str) -> bool:
    """Whether a name is the literal of an IP address.

    >>> is_address("192.168.1.20"), is_address("fe80::1"), is_address("192.168.1.20.example")
    (True, True, False)
    """
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def own_names() -> frozenset[str]:
    """What this machine calls itself, with and without its domain; the network is not asked for it.

    A machine in a Windows domain knows its domain from its environment.  ``.local`` is the name in multicast DNS.
    """
    full = socket.gethostname().lower().rstrip(".")
    short = full.partition(".")[0]
    domain = os.environ.get("USERDNSDOMAIN", "").lower().strip(".")
    return frozenset({full, short, f"{short}.local", *([f"{short}.{domain}"] if domain else [])})


@dataclass(frozen=True)
class Hosts:
    """The names by which this server answers, and whether it answers by any address."""

    names: frozenset[str] = frozenset(LOCAL_NAMES)
    any_address: bool = False

    @classmethod
    def of(cls, *, lan: bool, named: Iterable[str] = ()) -> Hosts:
        """Those of a server for this machine only, or for the local network with further names given to it."""
        if not lan:
            return cls()
        return cls(frozenset(LOCAL_NAMES) | own_names() | {read_host(name) or "" for name in named} - {""}, True)

    def know(self, host: str) -> bool:
        """Whether a Host header is well formed and one of ours."""
        name = read_host(host)
        return name is not None and (name in self.names or (self.any_address and is_address(name)))

    def allow(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Whether a request comes from our own pages: one known host, and an origin, if any, that is that host."""
        found = [(key.lower(), value.decode("latin-1")) for key, value in headers]
        hosts = [value for key, value in found if key == b"host"]
        origins = [value for key, value in found if key == b"origin"]
        if len(hosts) != 1 or len(origins) > 1 or not self.know(hosts[0]):
            return False
        return not origins or origins[0].lower() in {f"{scheme}://{hosts[0].lower()}" for scheme in ("http", "https")}

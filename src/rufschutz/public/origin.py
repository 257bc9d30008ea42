"""Where a request comes from: the address that limits are counted for, never stored and never logged.

Behind a reverse proxy, which alone reaches us then, it is the last address that the proxy
appended to `X-Forwarded-For`; what stands before it anybody could have written. Of an IPv6
address the network of 64 bits counts, which one line is given as a whole (RFC 6177).
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the address, in one form for equal ones; ``unknown`` where it cannot be read."""
    said = str(request.META.get("REMOTE_ADDR", ""))
    if settings.ORIGIN or settings.PUBLIC_ORIGIN:
        said = request.headers.get("X-Forwarded-For", said).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
    return str(address)

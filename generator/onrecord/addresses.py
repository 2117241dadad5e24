"""Web addresses that may be linked to: http or https, a real public host, nothing hidden in them.

One strict function decides; whatever it refuses never becomes a link. Syntax after RFC 3986, host names after RFC 1123
and IDNA.
"""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

LONGEST = 2000
"""Longer addresses fail in mail programs, spreadsheets and proxies."""

_FORBIDDEN = re.compile(
    r"[\x00-\x20\x7f-\xa0<>\"\\^`{|}\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\uffff]"
)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"\d+|0x[\da-f]*")
"""A last label that makes a browser read the host as an IPv4 address (WHATWG URL, 'ends in a number')."""
_AMBIGUOUS = re.compile("[ßς]")
"""Letters of which IDNA 2003 and 2008, and so two programs, make different hosts."""
_WRAPPING = tuple(map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "2001::/32", "2002::/16")))
"""IPv6 addresses that lead to an IPv4 address which they hold."""
_LOCAL = (".local", ".localhost", ".internal", ".lan", ".home", ".test", ".invalid", ".onion", ".arpa")


def flaw(address: str) -> str | None:
    """Say what keeps `address` from being linked to, in words for an editor; None when it may be."""
    if len(address) > LONGEST:
        return f"an address may have at most {LONGEST} characters; this one has {len(address)}"
    if _FORBIDDEN.search(address):
        return "an address cannot hold spaces, quotation marks, angle brackets, backslashes or invisible characters"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return "the address is not well formed"
    if parts.scheme.lower() not in ("http", "https"):
        return "an address begins with https:// or http://"
    if "@" in parts.netloc:
        return "an address cannot hold a user name or password"
    if port == 0:
        return "there is no port 0"
    return _host_flaw(host)


@lru_cache(maxsize=4096)  # a few outlets publish nearly all
def _host_flaw(host: str) -> str | None:
    if not host:
        return "the address names no host"
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        is_wrapped = number.version == 6 and any(number in network for network in _WRAPPING)
        return None if number.is_global and not is_wrapped else f"{host} is not a public host"
    if found := _AMBIGUOUS.search(host):
        return f"programs disagree on `{found[0]}` in a host's name: write its ASCII form, which begins with xn--"
    try:
        plain = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return f"`{host}` is not a host name"
    labels = plain.removesuffix(".").split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or _NUMBER.fullmatch(labels[-1]):
        return f"`{host}` is not a host name"
    if len(labels) < 2 or f".{plain}".endswith(_LOCAL):
        return f"`{host}` is not a public host"
    return None


def shown(address: str | None) -> str:
    """The ASCII form, for text too: letters of another script cannot pass for a host's own. Nothing for nothing."""
    return normal(address) if address else ""


@lru_cache(maxsize=4096)  # a page names the address of a source several times
def normal(address: str) -> str:
    """The ASCII form of a checked address: host as punycode, everything else percent-encoded.

    Raises ValueError for an address that `flaw` refuses.
    """
    if reason := flaw(address):
        raise ValueError(reason)
    parts = urlsplit(address)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii").lower()
    if parts.port:
        host += f":{parts.port}"
    keep = "/%:@!$&'()*+,;=~-._?"
    text = f"{parts.scheme.lower()}://{host}{quote(parts.path, safe=keep)}"
    if parts.query:
        text += "?" + quote(parts.query, safe=keep + "[]")
    if parts.fragment:
        text += "#" + quote(parts.fragment, safe=keep)
    return text

"""JSON that stays data wherever it lands.

Angle brackets and ampersands are escaped, so that nothing in a file acts even when a server calls it a web page, and so
are the characters at which some readers end a line though JSON does not.
"""

import json

_ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\x7f\x85\u2028\u2029\ufeff"}


def json_text(value: object, *, indent: int | None = None) -> str:
    """A value as JSON text. The escaped characters can stand only inside JSON's strings, where an escape means them."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent).translate(_ESCAPED)

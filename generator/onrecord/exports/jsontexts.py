"""JSON that stays data wherever it lands.

Angle brackets and ampersands are escaped, so that nothing in a file acts even when a server calls it a web page, and so
are the characters at which some readers end a line though JSON does not.
"""

import re

from onrecord import escape

_ACTING = re.compile("[<>&\x7f\x85\u2028\u2029\ufeff]")


def json_text(value: object, *, indent: int = 0) -> str:
    """A value as JSON text. The escaped characters can stand only inside JSON's strings, where an escape means them."""
    text = escape.laid_out(value, " " * indent) if indent else escape.one_line(value)
    return _ACTING.sub(lambda match: escape.json_character(match[0]), text)

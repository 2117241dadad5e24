"""A link straight to a sentence: the text fragment of an address (WICG Scroll-to-text fragment; W3C TextQuoteSelector).

`#:~:text=prefix-,first words,last words,-suffix`. Browsers that know it scroll to the words and mark them; others open
the page.
"""

from urllib.parse import quote

from onrecord.receipts import Receipt
from onrecord.verify import Piece

WHOLE = 120
"""Characters up to which the words are given whole; longer ones by their beginning and end."""
EDGE = 5
"""Words of a beginning, an end, a prefix, a suffix."""


def fragment(receipt: Receipt, first: Piece, last: Piece) -> str:
    """The fragment that leads to the words between the first and the last piece of a report."""
    beginning, end = first.text.split(), last.text.split()
    parts = []
    prefix = receipt.prefix.rpartition("\n")[2].split()
    if prefix and "\n" not in receipt.prefix[-1:]:
        # the first word of a cut prefix may be cut itself
        parts.append(_encoded(" ".join(prefix[1:][-EDGE:])) + "-" if prefix[1:] else "")
    if first is last and len(first.text) <= WHOLE:
        parts.append(_encoded(" ".join(beginning)))
    else:
        parts += [_encoded(" ".join(beginning[:EDGE])), _encoded(" ".join(end[-EDGE:]))]
    suffix = receipt.suffix.partition("\n")[0].split()
    if len(suffix) > 1:
        parts.append("-" + _encoded(" ".join(suffix[:-1][:EDGE])))
    return "#:~:text=" + ",".join(part for part in parts if part)


def _encoded(text: str) -> str:
    """Percent-encoded; the hyphen too, which has a meaning here."""
    return quote(text, safe="").replace("-", "%2D")

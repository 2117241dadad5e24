"""The readable text of a document: of a page what a reader sees, of a PDF its text, of a text file the text itself.

Every word and mark of the document is kept, captions and menus too: what is left out here could be a quotation that
then seems to be missing. That is why no extractor of "main content" is used: they drop captions, repeated paragraphs,
and characters such as the zero-width non-joiner. What cannot be read as it stands is refused, never guessed in silence.
"""

import codecs
import io
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

Kind = Literal["text/html", "application/pdf", "text/plain"]

SUFFIXES: dict[str, Kind] = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
}
_LIBRARY = "need a library: pip install 'onrecord[capture]'"
_AS_TEXT = "save its text as UTF-8 in a .txt file and capture that"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# what a page says of its own encoding, as the WHATWG reads it: not in comments, and the XML declaration counts too
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"<meta[\s/][^>]*?charset\s*=\s*[\"']?\s*([^\s\"'/>;]+)", re.IGNORECASE)
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"'>]+)")
# those of UTF-32 first: one of them begins with one of UTF-16
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_BLANK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+\n")

# how pages break, after the style sheet for browsers in the HTML standard
_PARAGRAPHS = _words("p figure h1 h2 h3 h4 h5 h6")
_BLOCKS = _words(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption footer "
    "form frameset header hgroup hr html legend li listing main menu nav ol optgroup option plaintext pre search "
    "section summary table tbody td text tfoot th thead tr ul xmp"
)
_APART = _words("button input label meter output progress select textarea")
_AS_TYPED = _words("listing plaintext pre textarea xmp")
_UNSEEN = _words(
    "annotation annotation-xml datalist desc head iframe metadata noembed noframes noscript rp script style template "
    "title"
)
_BLOCK_DISPLAYS = _words("block flex flow-root grid list-item table table-caption table-cell table-row")
_INLINE_DISPLAYS = _words("contents inline inline-block inline-flex inline-grid inline-table ruby")
_WHITE = re.compile("[ \t\n\r\f]+")
_LINE_ENDS_BESIDE = re.compile(r"\A[ \t\r\f]*\n[ \t\n\r\f]*|[ \t\n\r\f]*\n[ \t\r\f]*\Z")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_REFRESH = re.compile(r"\s*0*([0-9])(?:\.[0-9.]*)?\s*[;,\s]\s*(?:url\s*=\s*)?[\"']?([^\"'\s]+)", re.IGNORECASE)


class ExtractionError(Exception):
    """No text can be taken out of the document; the message says why and what to do."""


def text_of_document(content: bytes, kind: Kind, charset: str = "") -> str:
    """The text, with LF line ends; a text file's is otherwise as it was. `charset` is what a server named.

    Raises ExtractionError.
    """
    if kind == "application/pdf":
        text = _pdf(content)
    elif kind == "text/html":
        text = _html(_decoded_page(content, charset))
    else:
        text = _plain(content, charset)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if kind != "text/plain":
        text = _BLANK.sub("\n\n", _CONTROLS.sub("", text.replace("\x0c", "\n"))).strip("\n \t\ufeff") + "\n"
    if kind != "text/plain" and "\ufffd" in text:
        raise ExtractionError(_unreadable(text))
    if not any(character.isalnum() for character in text):
        why = "it may be a scan, which needs a text recognition first" if kind == "application/pdf" else "it is empty"
        raise ExtractionError(f"there is no text in the document: {why}")
    return text


def _unreadable(text: str) -> str:
    """A text with gaps is not the source's: repaired later, it would seem to have changed."""
    first, number = text.index("\ufffd"), text.count("\ufffd")
    beside = " ".join(text[max(0, first - 20) : first + 20].split())
    many = "a character" if number == 1 else f"{number} characters"
    return f"{many} of the document cannot be read, here first: “{beside}”: {_AS_TEXT}"


# encodings


def _decoded_page(content: bytes, charset: str) -> str:
    """A page's characters, in the order of the WHATWG: byte order mark, server, page; then UTF-8 or Windows-1252."""
    beginning = _COMMENT.sub(b"", content[:4096])
    meta = _DECLARATION.match(beginning) or _META.search(beginning)
    own = _named(meta[1].decode("latin-1")) if meta else ""
    if own.startswith("utf-16"):
        own = "utf-8"  # else these bytes could not have been read as ASCII
    name = _marked(content) or _named(charset) or own
    if name:
        return _characters(content, name)
    text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd") - content.count("\ufffd".encode())
    # other encodings hardly ever look like UTF-8: where most of it is, a few bytes are bad, not the whole page
    good = sum(1 for character in text if character > "\x7f") - bad
    return text if good >= bad else _characters(content, "windows-1252")


def _plain(content: bytes, charset: str) -> str:
    name = _marked(content) or _named(charset) or "utf-8"
    text = _characters(content, name)
    if "\0" in text:
        raise ExtractionError("the file holds NUL characters: it is no text")
    # the character that stands for bad bytes may also be written in a text
    if text.count("\ufffd") > (content.count("\ufffd".encode()) if name.startswith("utf-8") else 0):
        raise ExtractionError(f"the text is not {name.upper().removesuffix('-SIG')}: save it as UTF-8")
    return text


def _marked(content: bytes) -> str:
    """The encoding that a byte order mark shows, or the zeros of UTF-16 and UTF-32 between the letters of mark-up."""
    for mark, name in _BOMS.items():
        if content.startswith(mark):
            return name
    zeros = tuple(not byte for byte in content[:4])
    shapes: dict[tuple[bool, ...], str] = {
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
    }
    return shapes.get(zeros, "")


def _named(label: str) -> str:
    """The WHATWG's name for an encoding; empty where it has none, as for `utf-7` or Python's own `hex`."""
    if not label:
        return ""
    try:
        from webencodings import lookup  # type: ignore[import-untyped]
    except ImportError:
        raise ExtractionError(f"named encodings {_LIBRARY}") from None
    found = lookup(label)
    if found is None:
        return ""
    if found.name == "replacement":  # ISO-2022-KR, HZ and others in which mark-up can be hidden
        raise ExtractionError(f"the document is in {label.strip()}, which no browser reads: {_AS_TEXT}")
    # private-use characters stand for bytes there; as the page's own word it means this in browsers too
    return "windows-1252" if found.name == "x-user-defined" else str(found.name)


def _characters(content: bytes, name: str) -> str:
    """Decode; what cannot be decoded is U+FFFD.

    Python's codecs are a little narrower than the WHATWG's: EUC-JP and ISO-2022-JP lack the characters of vendors (①),
    KOI8-U two letters of Belarusian, Big5 and GB18030 map a few signs otherwise. What is lacking is told, as U+FFFD is.
    Hebrew in visual order (ISO-8859-8) stays in that order.
    """
    if name.startswith("windows-"):
        # bytes that Python leaves undefined there are control characters on the web
        import webencodings

        codec = webencodings.lookup(name).codec_info.name
        table = [bytes([byte]).decode(codec, "replace") for byte in range(256)]
        table[0x80:0xA0] = [chr(0x80 + at) if each == "\ufffd" else each for at, each in enumerate(table[0x80:0xA0])]
        return content.decode("latin-1").translate(dict(enumerate(table)))
    if name in ("utf-8", "utf-8-sig") or name.startswith(("utf-16", "utf-32")):
        return content.decode(name, "replace").removeprefix("\ufeff")
    if name == "gbk":
        return content.decode("gb18030", "replace")
    import webencodings

    return str(webencodings.lookup(name).codec_info.decode(content, "replace")[0])


# pages


class _Step(NamedTuple):
    """A node to enter, or where none is given, the end of an element."""

    node: "LexborNode | None"
    as_typed: bool = False
    parted: bool = False
    """Whether it is laid out apart from what stands beside it, as a child of a flexible box is."""
    gap: int = 0
    mark: str = ""


class _Written:
    """Text as it is laid out: white space is one space, and vanishes beside a line's end."""

    _GAPS = ("", " ", "\n", "\n\n")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._gap = 0

    def part(self, gap: int) -> None:
        """What comes next is parted from what stands: 1 by a space, 2 by a line's end, 3 by an empty line."""
        self._gap = max(self._gap, gap)

    def write(self, text: str, *, as_typed: bool = False) -> None:
        if as_typed:
            self._add(text)
            return
        if _WHITE.match(text):
            self.part(1)
        self._add(_WHITE.sub(" ", text).strip(" "))
        if text and text[-1] in " \t\n\r\f":
            self.part(1)

    def end_line(self) -> None:
        if self._gap == 1:
            self._gap = 0
        self._add("\n")

    def _add(self, text: str) -> None:
        if not text:
            return
        if self.pieces:
            gap = self._GAPS[self._gap]
            self.pieces.append(gap[1:] if self.pieces[-1].endswith("\n") else gap)
            if not self.pieces[-1]:
                self.pieces.pop()
        self.pieces.append(text)
        self._gap = 0


def _html(page: str) -> str:
    """The text, much as `innerText` of the HTML standard has it, cells of tables one after the other.

    The parser does what browsers do, with end tags that are astray too, and to any depth; those that build trees of
    their own, lxml's and what stands on it, lose what follows such a tag, or what is nested too deep, without a word.
    """
    try:
        from selectolax.lexbor import LexborHTMLParser
    except ImportError:
        raise ExtractionError(f"pages {_LIBRARY}") from None
    tree = LexborHTMLParser(page)
    written = _Written()
    readings: list[LexborNode] = []
    if tree.root is not None:
        _walk(tree.root, written, readings)
    # the readings of ruby would break the words that they stand above: they come last
    above = None
    for reading in readings:
        ruby = reading.parent.mem_id if reading.parent else None
        if ruby != above:
            written.part(2 if above else 3)
        above = ruby
        for child in _children(reading):
            _walk(child, written, [])
    # a no-break space is a space to whoever copies words out of a browser
    text = "".join(written.pieces).replace("\xa0", " ")
    onward = _leads_on(tree)
    if onward and len(text) < 1000:
        raise ExtractionError(f"the page only leads on to {onward}: capture what stands there")
    return text


def _walk(root: "LexborNode", written: _Written, readings: "list[LexborNode]") -> None:
    """Write what stands within a node. Without recursion: pages nest deeper than Python can call."""
    steps = [_Step(root)]
    while steps:
        node, as_typed, parted, gap, mark = steps.pop()
        if node is None:
            if mark:
                written.write(mark)
            written.part(gap)
            continue
        if node.is_text_node:
            text = node.text_content or ""
            if node.parent is not None and node.parent.tag == "ruby":
                text = _LINE_ENDS_BESIDE.sub("", text)  # mark-up drawn over lines is no space within a word
            written.write(text, as_typed=as_typed)
            continue
        tag = node.tag or ""
        if not node.is_element_node:
            continue
        attributes = node.attributes
        display, white_space = _style(attributes.get("style"))
        shadow = tag == "template" and "shadowrootmode" in attributes
        if (tag in _UNSEEN and not shadow) or _hidden(tag, attributes, display):
            continue
        if tag == "br":
            written.end_line()
            continue
        if tag in ("rt", "rtc"):
            readings.append(node)
            continue
        gap = max(_gap(tag, display), 2 if parted else 0)
        written.part(gap)
        mark = '"' if tag == "q" else ""
        if mark:
            written.write(mark)
        steps.append(_Step(None, gap=gap, mark=mark))
        as_typed = white_space.startswith("pre") if white_space else as_typed or tag in _AS_TYPED
        parted = display.removeprefix("inline-") in ("flex", "grid")
        within = _fragment(node) if shadow else node
        steps += [_Step(child, as_typed, parted) for child in reversed(_children(within))]


def _children(node: "LexborNode | None") -> "list[LexborNode]":
    found = []
    child = node.first_child if node is not None else None
    while child is not None:
        found.append(child)
        child = child.next
    return found


def _fragment(template: "LexborNode") -> "LexborNode | None":
    """What stands within a template: no part of the page's tree, but shown where it is an element's shadow tree."""
    fragments = template.template_fragments()
    return fragments[0] if fragments else None


def _gap(tag: str, display: str) -> int:
    if tag in _PARAGRAPHS and display not in _INLINE_DISPLAYS:
        return 3
    if display in _BLOCK_DISPLAYS or (tag in _BLOCKS and display not in _INLINE_DISPLAYS):
        return 2
    return 1 if tag in _APART else 0


def _hidden(tag: str, attributes: dict[str, str | None], display: str) -> bool:
    """Whether the page itself hides an element, in its own tag. What style sheets and scripts do nobody can tell here.

    A page hidden as a whole is one that its scripts show.
    """
    if tag in ("html", "body"):
        return False
    if display:
        return display == "none"
    return "hidden" in attributes and (attributes["hidden"] or "").strip().lower() != "until-found"


def _style(declared: str | None) -> tuple[str, str]:
    """`display` and `white-space` of a `style` attribute, where it has them."""
    found = {"display": "", "white-space": ""}
    for declaration in _CSS_COMMENT.sub("", declared or "").lower().split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() in found and value.strip():
            found[name.strip()] = value.replace("!important", "").replace("! important", "").strip()
    return found["display"], found["white-space"]


def _leads_on(tree: "LexborHTMLParser") -> str:
    """Where the page sends its readers at once; not one that only fetches itself anew from time to time."""
    for meta in tree.css("meta[http-equiv]"):
        above = meta.parent
        while above is not None and above.tag != "noscript":
            above = above.parent
        attributes = meta.attributes
        found = _REFRESH.match(attributes.get("content") or "")
        if above is None and found and (attributes["http-equiv"] or "").strip().lower() == "refresh":
            return found[2]
    return ""


# PDF


def _pdf(content: bytes) -> str:
    try:
        from pypdf import PdfReader
    except ImportError:
        raise ExtractionError(f"PDF files {_LIBRARY}") from None
    try:
        reader = PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted and not reader.decrypt("")
        text = "" if locked else "\n\n".join(page.extract_text() for page in reader.pages)
    # a PDF is a stranger's, and broken ones make pypdf raise nearly anything: NotImplementedError, AssertionError, …
    except Exception as error:
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise ExtractionError(f"the PDF cannot be read ({said}): {_AS_TEXT}") from None
    if locked:
        raise ExtractionError("the PDF is locked with a password: save an unlocked copy")
    # halves of characters: two are one, and one alone is none
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

"""The readable text of a document: of a page what a reader sees, of a PDF its text, of a text file the text itself.

Every word and mark of the document is kept, captions and menus too: what is left out here could be a quotation that
then seems to be missing. That is why no extractor of "main content" is used: they drop captions, repeated paragraphs,
and characters such as the zero-width non-joiner.
"""

import codecs
import io
import re
from typing import Literal

Kind = Literal["text/html", "application/pdf", "text/plain"]

SUFFIXES: dict[str, Kind] = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
}
_UNSEEN = "//script | //style | //template | //noscript | //head | //*[@hidden] | //comment()"
_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_LATIN = frozenset({"iso8859-1", "ascii"})
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_BLANK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+\n")


class ExtractionError(Exception):
    """No text can be taken out of the document; the message says why and what to do."""


def text_of_document(content: bytes, kind: Kind, charset: str = "") -> str:
    """The text, with LF line ends; a text file's is otherwise as it was. `charset` is what a server named.

    Raises ExtractionError.
    """
    if kind == "application/pdf":
        text = _pdf(content)
    elif kind == "text/html":
        text = _html(_decoded(content, charset, _META.search(content[:4096])))
    else:
        text = _plain(content, charset)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if kind != "text/plain":
        text = text.replace("\x0c", "\n").encode("utf-8", "replace").decode("utf-8")
        text = _BLANK.sub("\n\n", _CONTROLS.sub("", text)).strip("\n \t\ufeff") + "\n"
    if not any(character.isalnum() for character in text):
        why = "it may be a scan, which needs a text recognition first" if kind == "application/pdf" else "it is empty"
        raise ExtractionError(f"there is no text in the document: {why}")
    return text


def _decoded(content: bytes, charset: str, meta: re.Match[bytes] | None) -> str:
    """A page's characters, in the order of the WHATWG: byte order mark, server, page, and UTF-8 before Windows-1252."""
    named = next((name for mark, name in _BOMS.items() if content.startswith(mark)), "")
    for name in (named, charset, meta[1].decode("ascii", "ignore") if meta else ""):
        try:
            codec = codecs.lookup(name).name if name else ""
        except LookupError:
            continue
        if codec:
            return content.decode("windows-1252" if codec in _LATIN else codec, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("windows-1252", "replace")


def _plain(content: bytes, charset: str) -> str:
    try:
        named = charset or any(content.startswith(mark) for mark in _BOMS)
        text = _decoded(content, charset, None) if named else content.decode("utf-8")
    except UnicodeDecodeError:
        raise ExtractionError("the text is not UTF-8: save it with that encoding") from None
    if "\0" in text:
        raise ExtractionError("the file holds NUL characters: it is no text")
    return text


def _html(page: str) -> str:
    try:
        from inscriptis import Inscriptis
        from inscriptis.css_profiles import CSS_PROFILES
        from inscriptis.model.config import ParserConfig
        from lxml import etree, html
    except ImportError:
        raise ExtractionError("pages need a library: pip install 'onrecord[capture]'") from None
    try:
        # declared encodings are dealt with, and lxml refuses them in text
        tree = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", page), parser=html.HTMLParser(huge_tree=True))
    except (etree.ParserError, ValueError):
        raise ExtractionError("the file is no page") from None
    for element in tree.xpath(_UNSEEN):
        element.drop_tree()
    return str(Inscriptis(tree, ParserConfig(css=CSS_PROFILES["strict"])).get_text())


def _pdf(content: bytes) -> str:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise ExtractionError("PDF files need a library: pip install 'onrecord[capture]'") from None
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ExtractionError("the PDF is locked with a password: save an unlocked copy")
        return "\n\n".join(page.extract_text() for page in reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ExtractionError(
            f"the PDF cannot be read: {str(error).splitlines()[0] if str(error) else 'broken'}"
        ) from None

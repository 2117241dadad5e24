"""Brings the catalogs up to date: finds every word of ours in templates and code, and writes it into each catalog.

Run by `make messages`. Translations are kept, what is gone is dropped, what is new stands there untranslated. There are
no dates, places or line numbers in a catalog, and its order is that of the messages: a change shows in a diff, nothing
else does. An empty file of a new name, `locales/de.po`, becomes the beginning of a catalog.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from babel.plural import to_gettext

from onrecord.catalogs import FOLDER
from onrecord.exports import TABLES
from onrecord.theme import TEMPLATES
from onrecord.wording import FIELDS, LABELS, RELATIONS

Message = str | tuple[str, str]
PACKAGE = FOLDER.parent
KEYWORDS = {"text": None, "_": None, "count": (1, 2), "n_": (1, 2), "forms": (1, 2)}
"""How words of ours are called for: `text("…")`, `words.count("…", "…", number)`, `{{ _('…') }}`, `{{ n_('…', '…', n) }}`."""


def messages() -> set[Message]:
    """Every message; a counted one with its plural."""
    found: set[Message] = {table.title for table in TABLES}
    found |= {label for label in LABELS.values() if label}
    found |= {name for names in RELATIONS.values() for name in names}
    found |= {*FIELDS.values()}
    found |= {message for path in sorted(PACKAGE.rglob("*.py")) for message in _in(path, "python")}
    found |= {message for path in sorted(TEMPLATES.rglob("*.html")) for message in _in(path, "jinja2")}
    counted = {message[0] for message in found if isinstance(message, tuple)}
    return found - counted - {("{n}", "{n}")}  # a number alone is CLDR's affair


def _in(path: Path, method: str) -> Iterator[Message]:
    with path.open("rb") as file:
        for _, message, _, _ in extract(method, file, keywords=KEYWORDS, options={"silent": "false"}):
            yield message


def updated(text: str, language: str) -> str:
    """A catalog's text with all messages of now, and no other."""
    old = read_po(io.StringIO(text), locale=language.replace("-", "_"))
    head = str(old.header_comment) if text.startswith("#") else f"# The words of the site: {language}."
    forms = old.plural_forms if "Plural-Forms:" in text else to_gettext(Locale.parse(language, sep="-").plural_form)
    new = Catalog(locale=language.replace("-", "_"))
    new.mime_headers = [("Plural-Forms", forms)]
    for message in messages():
        known = old.get(message[0] if isinstance(message, tuple) else message)
        kept = known.string if known and isinstance(known.string, str) is isinstance(message, str) else None
        string = kept or (("",) * new.num_plurals if isinstance(message, tuple) else "")
        flags = known.flags & {"fuzzy"} if known and kept else ()
        comments = known.user_comments if known else ()
        new.add(message, string, flags=flags, user_comments=comments)
    written = io.BytesIO()
    write_po(written, new, width=0, no_location=True, omit_header=True, sort_output=True)
    fields = (f"Language: {language}", "Content-Type: text/plain; charset=utf-8", f"Plural-Forms: {forms}")
    header = "".join(f'"{field}\\n"\n' for field in fields)
    return f'{head}\nmsgid ""\nmsgstr ""\n{header}\n{written.getvalue().decode().rstrip()}\n'


def main() -> None:
    """Write every catalog anew."""
    for path in sorted(FOLDER.glob("*.po")):
        path.write_text(updated(path.read_text(encoding="utf-8"), path.stem), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

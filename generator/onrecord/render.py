"""From a page as a value to its Markdown file: a front matter, and raw HTML blocks of one line each.

Templates get the page and `_` for the site's words.
"""

import datetime
import hashlib
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, FunctionLoader, Template, TemplateSyntaxError
from jinja2 import TemplateError as TemplatesError
from markupsafe import Markup

from onrecord import dates, escape
from onrecord.beside import beside
from onrecord.compiler import TemplateError, environment, named_in
from onrecord.config import shown
from onrecord.feeds import updated_on
from onrecord.jsonld import json_ld_block
from onrecord.model import Statement
from onrecord.pages.edition import Edition
from onrecord.pages.kinds import HomePage, MovedPage, Page, TombstonePage
from onrecord.permalinks import HOME, ROOT, Ref, path_of, relative, to_root

TEMPLATE = "template"
"""What the reading of a template is noted under, by its name."""
FRAGMENTS = 50_000
"""Pieces of pages that are kept while others may need them: those of some 12,000 statements, in 40 MB."""
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n---[ \t]*\n", re.DOTALL)


def updated(edition: Edition, page: Page) -> datetime.date | None:
    """The latest day of which the data say that something of the page changed; None where they say none.

    That is a day of the page's statements: of a part of a list, of those on it.
    """
    listed = _statements(edition, page)
    return max((day for each in listed if (day := updated_on(edition, each))), default=None)


def _statements(edition: Edition, page: Page) -> Iterable[Statement]:
    index, ref = edition.index, page.ref
    if isinstance(page, MovedPage | TombstonePage):
        return ()
    if ref.part:
        listing = getattr(page, "statements", None)
        groups = listing.groups if listing else ()
        return [index.dataset.statements[card.ref.id] for group in groups for card in group.cards]
    if ref in (HOME, Ref("statements")):
        return index.published
    if ref.kind == "statements":
        return (index.dataset.statements[ref.id],)
    if ref.kind == "sources":
        return index.of_source(ref.id)
    listed = {"actors": index.by_actor, "topics": index.below_topic}.get(ref.kind, {})
    return listed.get(ref.id, ())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page laid out, for any builder to put into its shell."""

    path: str
    """The page's path."""
    matter: Mapping[str, str]
    """What the shell is told, as HTML: the front matter."""
    introduction: str
    """The owner's own Markdown before it, on the home page."""
    body: str
    """Raw HTML blocks of one line each. A link begins with `permalinks.ROOT`."""

    def html(self) -> str:
        """The body as it stands on its page."""
        return self.body.replace(ROOT, to_root(self.path))

    def markdown(self) -> str:
        """The whole Markdown file."""
        lines = [f"{name}: {value if name in _BARE else escape.quoted(value)}" for name, value in self.matter.items()]
        parts = [part for part in (self.introduction, self.html()) if part]
        return "\n".join(["---", *lines, "---", "", "\n\n".join(parts), ""])


_BARE = ("kind", "feed", "record", "updated", "robots")
"""What is ours in a front matter, and needs no quotation marks."""


Sources = dict[str, tuple[str, str | None, None]]
"""Templates by name: the text of each, and the name of its file."""


class Renderer:
    """Lays pages out by the templates of one site."""

    def __init__(self, edition: Edition, folders: Sequence[Path], sources: Sources | None = None) -> None:
        """`folders` are searched in order: the owner's own first. With `sources` nothing is searched."""
        self.edition, self._settings = edition, shown(edition.config)
        self.folders, self._sources = folders, sources
        self._loader = FileSystemLoader([str(folder) for folder in folders])
        self.environment = environment(
            self._loader if sources is None else FunctionLoader(sources.get),
            {"_": edition.words.text, "n_": edition.words.count, "once": self._once},
            words=(edition.words.language, *sorted(edition.words.own.items())),
        )
        self._templates: dict[str, Template] = {}
        self._texts: dict[str, tuple[str, list[str]]] = {}
        self._fragments: dict[tuple[Any, ...], Markup] = {}

    def of(self, edition: Edition) -> "Renderer":
        """The same for another edition of the same record, with all that is compiled."""
        made = Renderer.__new__(Renderer)
        made.__dict__.update(self.__dict__, edition=edition)
        return made

    def prepare(self) -> None:
        """Compile all templates now, before processes are forked that would each compile them.

        What cannot be compiled is told when a page needs it: in an owner's folder there may be anything.
        """
        for name in self.environment.list_templates():
            with suppress(TemplateError, TemplatesError, UnicodeDecodeError):
                self.environment.get_template(name)

    def __reduce__(self) -> tuple[type["Renderer"], tuple[Edition, Sequence[Path], Sources]]:
        """Pickled with the texts of its templates, for machines where their folders are not."""
        sources = self._sources
        if sources is None:
            sources = {}
            for name in self._loader.list_templates():
                with suppress(TemplatesError, UnicodeDecodeError):  # in an owner's folder there may be anything
                    text, file, _ = self._loader.get_source(self.environment, name)
                    sources[name] = (text, file, None)
        return Renderer, (self.edition, self.folders, sources)

    def _once(self, macro: Callable[..., Markup], *arguments: Any) -> Markup:
        """What a macro makes of its arguments: made once, however many pages it stands on."""
        key = (macro, *arguments)
        made = self._fragments.get(key)
        if made is None:
            if len(self._fragments) >= FRAGMENTS:
                self._fragments.clear()
            made = self._fragments[key] = macro(*arguments)
        return made

    def print_of(self, name: str) -> bytes:
        """A few bytes that stand for a template and all that it takes in, if only it is there."""
        found, waiting = hashlib.blake2b(digest_size=16), [name]
        for each in waiting:
            try:
                source, more = self._text(each)
            except (TemplatesError, TemplateError, UnicodeDecodeError):
                source, more = "\0", []  # no template begins so
            found.update(source.encode() + b"\0")
            waiting += [one for one in more if one not in waiting]
        return found.digest()

    def _text(self, name: str) -> tuple[str, list[str]]:
        """The text of a template, and the names of those that it takes in."""
        if name not in self._texts:
            source = self.environment.loader.get_source(self.environment, name)[0] if self.environment.loader else ""
            named = named_in(source, name)
            more = self.environment.list_templates() if None in named else filter(None, named)
            self._texts[name] = source, sorted(more)
        return self._texts[name]

    def sheet(self, page: Page) -> Sheet:
        """A page, laid out."""
        blocks = [line for line in self._body(page).split("\n") if line.strip()]
        if about := json_ld_block(self.edition, page):
            blocks.append(about)
        introduction = ""
        if isinstance(page, HomePage) and page.introduction:
            introduction = _FRONT_MATTER.sub("", page.introduction).strip()
        return Sheet(path=page.path, matter=self.matter(page), introduction=introduction, body="\n\n".join(blocks))

    def matter(self, page: Page) -> dict[str, str]:
        """What a page's shell is told: of its `Sheet`, and without laying it out."""
        return dict(self._matter(page))

    def _body(self, page: Page) -> str:
        """The page laid out. Raises TemplateError where the template, perhaps the owner's own, cannot be used."""
        try:
            template = self._templates.get(page.template)
            if template is None:
                template = self._templates[page.template] = self.environment.get_template(page.template)
            self.edition.reads.current.add((TEMPLATE, page.template))
            return template.render(page=page, site=self._settings)
        except TemplateSyntaxError as error:
            raise TemplateError(f"{error.name}:{error.lineno}: {error.message}") from error
        except UnicodeDecodeError as error:
            raise TemplateError(f"{page.template}, or a template that it names, is not UTF-8") from error
        except (
            TemplatesError,
            ArithmeticError,
            AttributeError,
            LookupError,
            RecursionError,
            TypeError,
            ValueError,
        ) as error:
            lines = [
                f"{Path(frame.filename).name}:{frame.lineno}"
                for frame in traceback.extract_tb(error.__traceback__)
                if frame.filename.endswith(".html")
            ]
            raise TemplateError(f"{lines[-1] if lines else page.template}: {error}") from error

    def _matter(self, page: Page) -> Iterator[tuple[str, str]]:
        yield "title", escape.html(page.title)
        if page.description:
            yield "description", escape.html(page.description)
        yield "kind", page.template.removesuffix(".html")
        held = beside(self.edition, page.ref)
        if held.feed:
            yield "feed", held.feed
        if held.record:
            yield "record", held.record
        if isinstance(page, MovedPage):
            yield "redirect", escape.html(relative(path_of(page.to.ref or page.ref), page.path))
        if day := updated(self.edition, page):
            yield "updated", day.isoformat()
            yield "as_of", escape.html(self.edition.words.date(dates.parse(day.isoformat())))
        if isinstance(page, MovedPage | TombstonePage):
            yield "robots", "noindex"

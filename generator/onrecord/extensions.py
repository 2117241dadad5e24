"""Whose code takes part in a build: Markdown extensions, MkDocs plugins and hooks.

A page of `docs/` can be changed by whoever may send a change of it. Some extensions let a page put any file of the
machine on the site, or run what it says. So those that are not known to do neither are used only where the owner
names them under `allow`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

_MARKDOWN = (
    "abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes", "legacy_attrs",
    "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks",
)  # fmt: skip
_PYMDOWNX = (
    "arithmatex", "betterem", "blocks.admonition", "blocks.caption", "blocks.definition", "blocks.details",
    "blocks.html", "blocks.tab", "bracketspan", "caret", "critic", "details", "emoji", "escapeall", "extra",
    "fancylists", "highlight", "inlinehilite", "keys", "magiclink", "mark", "pathconverter", "progressbar", "quotes",
    "saneheaders", "smartsymbols", "striphtml", "superfences", "tabbed", "tasklist", "tilde",
)  # fmt: skip
HARMLESS = frozenset(
    [*_MARKDOWN, *(f"markdown.extensions.{name}" for name in _MARKDOWN), *(f"pymdownx.{name}" for name in _PYMDOWNX)]
)
"""Extensions that only turn the words of a page into HTML. Read one by one: Python-Markdown 3, pymdownx 10 and 11."""
PLUGINS = frozenset({"onrecord", "search"})
"""MkDocs plugins that need no permission."""
_KNOWN = {
    "pymdownx.snippets": "it puts files, and pages of other hosts, into a page that names them",
    "pymdownx.b64": "it puts picture files of the machine into a page that names them",
    "markdown_include.include": "it puts any file of the machine into a page that names it",
    "mdx_include": "it puts files, and pages of other hosts, into a page that names them",
    "markdown_exec": "it runs code that stands in a page",
    "macros": "it runs code that stands in a page",
    "exec": "it runs code that stands in a page",
    "include-markdown": "it puts any file of the machine into a page that names it",
}
REMEDY = (
    "Whoever can change a page or the data could make use of it. Take it out of mkdocs.yml, or name it under `plugins: "
    "- onrecord: allow:` if only people you trust change this site and you know what it does"
)
"""What the owner can do about a refusal."""
_UNKNOWN = "it is not known whether it reads files or runs code"
_ALIGN = {"use_align_attribute": True}
_WITH_TABLES = {
    "extra": "tables",
    "markdown.extensions.extra": "tables",
    "pymdownx.extra": "markdown.extensions.tables",
}
"""Extensions that bring tables with them, and the name under which they take the options of these."""
_OWN = ("markdown.", "pymdownx.")


def refusals(
    extensions: Iterable[str],
    options: Mapping[str, Any],
    *,
    plugins: Iterable[str] = (),
    hooks: Iterable[str] = (),
    allow: Collection[str] = (),
) -> list[str]:
    """Say of each extension, plugin and hook that may not take part why not, in words for the site's owner.

    `options` are those of the extensions, by name.
    """
    said: list[str] = []
    for name in extensions:
        if name not in allow and name not in HARMLESS:
            said.append(f"the Markdown extension `{name}`: {_KNOWN.get(name, _UNKNOWN)}")
        elif name not in allow and (code := next(_code(options.get(name)), None)):
            said.append(f"the Markdown extension `{name}`: its options name code, {code}")
    said += [
        f"the plugin `{name}`: {_KNOWN.get(name, _UNKNOWN)}" for name in plugins if not {name} & {*PLUGINS, *allow}
    ]
    return said + [f"the hook `{name}`: it is code" for name in hooks if name not in allow]


def _code(value: Any) -> Iterator[str]:
    """What in an extension's options is neither plain nor a part of a harmless extension."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _code(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _code(each)
    elif value is not None and not isinstance(value, str | int | float | bool):
        module = str(getattr(value, "__module__", type(value).__module__))
        if not f"{module}.".startswith(_OWN):
            yield f"{module}.{getattr(value, '__qualname__', type(value).__qualname__)}"


def listed(extensions: Any) -> dict[str, Any]:
    """The extensions that `mkdocs.yml` lists, with their options: MkDocs takes a list of names and maps, or a map."""
    if isinstance(extensions, Mapping):
        return {str(name): options or {} for name, options in extensions.items()}
    found: dict[str, Any] = {}
    for each in extensions or ():
        found |= {
            str(name): options or {} for name, options in (each if isinstance(each, Mapping) else {each: {}}).items()
        }
    return found


def without_styles(extensions: Mapping[str, Any]) -> dict[str, Any]:
    """The options of extensions, so that tables say how a column is aligned by an attribute: the pages' own policy lets
    no `style` attribute act. What the owner sets stays.
    """
    tables = {"tables": _ALIGN | (extensions.get("tables") or {})}
    return (
        dict(extensions)
        | tables
        | {
            name: (extensions[name] or {}) | {inner: _ALIGN | ((extensions[name] or {}).get(inner) or {})}
            for name, inner in _WITH_TABLES.items()
            if name in extensions
        }
    )

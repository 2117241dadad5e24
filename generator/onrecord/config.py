"""What a site's owner can set, in `mkdocs.yml` under `plugins: - onrecord:`."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from onrecord import addresses, catalogs, languages
from onrecord.problems import did_you_mean, nearest

_SPDX = re.compile(r"[A-Za-z0-9.-]+\+?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Settings of one site. Everything a build depends on, besides the data, the templates and `docs/`."""

    site_name: str = "On Record"
    """MkDocs' `site_name`."""
    site_url: str = ""
    """MkDocs' `site_url`, with a slash at its end; empty when it is not known."""
    data: tuple[Path, ...] = (Path("data"),)
    """Files and folders of the record."""
    captures: Path = Path("captures")
    """Folder of the texts of sources as they stood when taken: `<source-id>.txt`."""
    templates: Path | None = None
    """Folder of the owner's own page templates; they come before the shipped ones of the same name."""
    language: str = "en"
    """The site's own language (BCP 47)."""
    search: Literal["pagefind", "none"] = "pagefind"
    """`none` leaves search to another plugin."""
    newest: int = 12
    """How many statements the home page lists."""
    longest: int = 1_000_000
    """Characters of one text of the data at most."""
    license: str = ""
    """Under which the record may be used: an SPDX identifier, or an address; empty where the owner says nothing."""
    logo: str = ""
    """A picture beside the site's name: its path below `docs/`."""
    social_image: str = ""
    """The picture that other sites show beside a link: an address, or a path below `docs/`."""
    colors: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Colours in place of the theme's own, by token: for light and for dark."""
    without: frozenset[str] = frozenset()
    """Pages that are not made, of `OPTIONAL`."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """The owner's words in place of the site's, by the English message."""
    require: Literal["", "verified"] = ""
    """`verified`: no quotation is published that has no receipt."""
    allow: frozenset[str] = frozenset()
    """Extensions, plugins and hooks that may take part in a build although they may read files or run code."""
    fast: bool = True
    """Whether generated pages may go round MkDocs, where nothing needs them to go through it."""


_BEHIND = ("allow", "captures", "data", "fast", "longest", "require", "templates")
"""Settings that decide whether a site is built, of what and how."""


def shown(config: Config) -> Config:
    """The settings that pages may show: those that decide what is built are as if nobody had set them."""
    unset = Config()
    return replace(config, **{name: getattr(unset, name) for name in _BEHIND})


OPTIONS = frozenset(each.name for each in fields(Config)) - {"site_name", "site_url"}
"""What can stand under `plugins: - onrecord:`."""
OPTIONAL = ("timeline", "positions", "quality", "data")
"""Pages that a site can do without. The log of corrections is not among them."""
COLORS = (
    "ink",
    "quiet",
    "paper",
    "panel",
    "rule",
    "link",
    "accent",
    "mark",
    "warn",
    "warn-paper",
    "for",
    "against",
    "between",
)
"""Design tokens that are colours, as the style sheet names them."""
_PLACES = re.compile(r"\{\w+\}")
_COLOR = re.compile("#[0-9a-fA-F]{6}")


def config_from(options: Mapping[str, Any], *, root: Path, site_name: str, site_url: str) -> Config:
    """Settings from a plugin's options. Raises ValueError with a message for the site's owner."""
    if sys.flags.optimize > 1:
        raise ValueError("of docstrings the columns of the downloads are described: run Python without -OO")
    for name in options:
        if name not in OPTIONS:
            raise ValueError(f"`{name}` is not an option of the plugin onrecord: {', '.join(sorted(OPTIONS))}")
    listed = options.get("data") or "data"
    folders = listed if isinstance(listed, list) else [listed]
    for name in ("captures", "data", "templates"):
        if "\0" in str(options.get(name)):
            raise ValueError(f"`{name}`: no name of a file holds the character NUL")
    if not all(isinstance(folder, str) for folder in folders):
        raise ValueError("`data` is a folder or file, or a list of them")
    language = str(options.get("language") or "en")
    if not languages.well_formed(language):
        raise ValueError(f"`language: {language}` is not a language tag (BCP 47)")
    search = options.get("search", "pagefind")
    if search is False or search == "none":
        search = "none"
    elif search != "pagefind":
        raise ValueError(f"`search: {search}`: write pagefind or none")
    newest = options.get("newest", 12)
    if not isinstance(newest, int) or isinstance(newest, bool) or newest < 0:
        raise ValueError(f"`newest: {newest}` is not a number of statements")
    longest = options.get("longest", Config().longest)
    if not isinstance(longest, int) or isinstance(longest, bool) or longest < 1:
        raise ValueError(f"`longest: {longest}` is not a number of characters")
    require = options.get("require")
    if require not in (None, "", "verified"):
        raise ValueError(f"`require: {require}`: write verified, or leave it out")
    license_ = str(options.get("license") or "")
    if license_ and not _SPDX.fullmatch(license_) and addresses.flaw(license_):
        raise ValueError(f"`license: {license_}`: write an SPDX identifier, such as CC-BY-4.0, or an address")
    without = options.get("without") or []
    for name in without if isinstance(without, list) else [without]:
        if name not in OPTIONAL:
            raise ValueError(f"`without: {name}`: a site can do without {', '.join(OPTIONAL)}")
    allow = options.get("allow") or []
    if not all(isinstance(name, str) for name in (allow if isinstance(allow, list) else [allow])):
        raise ValueError("`allow`: name extensions, plugins and hooks as `mkdocs.yml` names them")
    templates = options.get("templates")
    if templates and not (root / str(templates)).is_dir():
        raise ValueError(f"`templates: {templates}`: there is no such folder")
    return Config(
        site_name=site_name or "On Record",
        site_url=site_url if not site_url or site_url.endswith("/") else site_url + "/",
        data=tuple(root / str(folder) for folder in folders),
        captures=root / str(options.get("captures") or "captures"),
        templates=root / str(templates) if templates else None,
        language=language,
        search="none" if search == "none" else "pagefind",
        newest=newest,
        longest=longest,
        license=license_,
        logo=_file(options, "logo"),
        social_image=_file(options, "social_image"),
        colors=_colors(options.get("colors") or {}),
        without=frozenset(without if isinstance(without, list) else [without]),
        texts=_texts(options.get("texts") or {}),
        require="verified" if require == "verified" else "",
        fast=options.get("fast") is not False,
        allow=frozenset(allow if isinstance(allow, list) else [allow]),
    )


def _file(options: Mapping[str, Any], name: str) -> str:
    """A path below `docs/`, or an address."""
    value = str(options.get(name) or "")
    if value.startswith(("https://", "http://")):
        if name == "logo":
            raise ValueError(f"`{name}: {value}`: pages ask nothing of another host; put the picture into docs/")
        return value
    if value and (value.startswith(("/", ".")) or not re.fullmatch(r"[\w./-]+", value)):
        raise ValueError(f"`{name}: {value}`: write a path below docs/, such as img/{name}.png")
    return value


def _colors(listed: object) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for name, value in listed.items() if isinstance(listed, Mapping) else [("", listed)]:
        pair = value if isinstance(value, list) else [value, value]
        if name not in COLORS:
            raise ValueError(f"`colors: {name}` is none of {', '.join(COLORS)}")
        if len(pair) != 2 or not all(isinstance(each, str) and _COLOR.fullmatch(each) for each in pair):
            raise ValueError(f'`colors: {name}`: write "#1d3557", or two of them, for light and for dark')
        found[str(name)] = (str(pair[0]), str(pair[1]))
    return found


def _texts(listed: object) -> dict[str, str]:
    if not isinstance(listed, Mapping) or not all(
        isinstance(name, str) and isinstance(text, str) for name, text in listed.items()
    ):
        raise ValueError('`texts`: write the site\'s words and yours: {"Statements": "Utterances"}')
    for name, text in listed.items():
        if name not in catalogs.messages():
            near = nearest(name, catalogs.messages())
            hint = did_you_mean(near, "the words are those of the English site, as they stand there")
            raise ValueError(f"`texts: {name}` is no word of the site: {hint}")
        missing = set(_PLACES.findall(text)) - set(_PLACES.findall(name))
        if missing or "{" in _PLACES.sub("", text) or "}" in _PLACES.sub("", text):
            raise ValueError(f"`texts: {name}`: braces stand only where they stand in the site's own words")
    return dict(listed)

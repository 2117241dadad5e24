"""What a site's owner can set, in `mkdocs.yml` under `plugins: - onrecord:`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from onrecord import addresses, languages

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
    license: str = ""
    """Under which the record may be used: an SPDX identifier, or an address; empty where the owner says nothing."""
    require: Literal["", "verified"] = ""
    """`verified`: no quotation is published that has no receipt."""


OPTIONS = frozenset({"captures", "data", "templates", "language", "license", "require", "search", "newest"})
"""What can stand under `plugins: - onrecord:`."""


def config_from(options: Mapping[str, Any], *, root: Path, site_name: str, site_url: str) -> Config:
    """Settings from a plugin's options. Raises ValueError with a message for the site's owner."""
    for name in options:
        if name not in OPTIONS:
            raise ValueError(f"`{name}` is not an option of the plugin onrecord: {', '.join(sorted(OPTIONS))}")
    listed = options.get("data") or "data"
    folders = listed if isinstance(listed, list) else [listed]
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
    require = options.get("require")
    if require not in (None, "", "verified"):
        raise ValueError(f"`require: {require}`: write verified, or leave it out")
    license_ = str(options.get("license") or "")
    if license_ and not _SPDX.fullmatch(license_) and addresses.flaw(license_):
        raise ValueError(f"`license: {license_}`: write an SPDX identifier, such as CC-BY-4.0, or an address")
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
        license=license_,
        require="verified" if require == "verified" else "",
    )

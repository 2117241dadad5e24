"""`onrecord pages`: the Markdown tree on disk, for MkDocs without the plugin, ProperDocs, Zensical or anything else."""

import shutil
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from onrecord import extensions, social, writer
from onrecord.navigation import navigation, shell
from onrecord.permalinks import CORRECTIONS, FOLDERS, collisions
from onrecord.press import write_downloads
from onrecord.problems import Problem
from onrecord.settings import Settings, SettingsError
from onrecord.site import Site
from onrecord.workspace import load_site

MARK = ".onrecord-pages"
"""A folder that holds this file was written by this command, and may be written again."""


def write_tree(settings: Settings, folder: Path, tell: Callable[[str], None]) -> list[Problem]:
    """Write all pages and a plain `mkdocs.yml` into `folder`. Nothing is written where the data have errors.

    `tell` is given lines for the user. Raises SettingsError.
    """
    named = extensions.listed(settings.raw.get("markdown_extensions"))
    if refused := extensions.refusals(named, named, allow=settings.config.allow):
        raise SettingsError(f"{'; '.join(refused)}. {extensions.REMEDY}")
    folder, published = folder.resolve(), False
    _refuse(folder)
    try:
        writer.check_place(folder, [*settings.files, settings.docs])
    except writer.PlaceError as error:
        raise SettingsError(str(error)) from None
    try:
        with writer.alone(folder, tell):
            _refuse(folder)
            site, problems = load_site(settings)
            if site is not None:
                with writer.staging(folder) as built:
                    _write(site, settings, built)
                    writer.publish(built, folder)
                    published = True
    except writer.PlaceError as error:
        raise SettingsError(str(error)) from None
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        outcome = "written, but not all of what stood there before is removed" if published else "as it was"
        raise SettingsError(f"{folder} is {outcome}: {error.strerror}{place}") from None
    return problems


def _refuse(folder: Path) -> None:
    if folder.exists() and not (folder / MARK).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise SettingsError(f"{folder} holds something else: name a new or empty folder")


def hand_written(docs: Path) -> list[str]:
    """Files of the owner's `docs/`, below it, hidden ones left out."""
    found = (path.relative_to(docs) for path in docs.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts))


def _write(site: Site, settings: Settings, folder: Path) -> None:
    docs = folder / "docs"
    named = extensions.listed(settings.raw.get("markdown_extensions"))
    own = hand_written(settings.docs) if settings.docs.is_dir() else []
    for collision in collisions(own, chain(site.paths, site.file_paths)):
        raise SettingsError(collision)
    for name in own:
        if name != "index.md":
            (docs / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(settings.docs / name, docs / name)
    site = site.offering(write_downloads(site, docs))
    for name, markdown in site.pages():
        path = docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(markdown, encoding="utf-8", newline="\n")
    writer.write_files(docs, site.small_files())
    pages = [name for name in own if name.endswith(".md") and name != "index.md"]
    folders = (*FOLDERS, CORRECTIONS.id)
    plain: dict[str, Any] = {
        "site_name": settings.config.site_name,
        "docs_dir": "docs",
        "theme": {"name": "onrecord"},
        "nav": navigation(site.edition, pages),
        "not_in_nav": "".join(f"/{name}\n" for name in ("search.md", *(f"{each}/" for each in folders))),
        "plugins": [],
        "markdown_extensions": [{name: each} for name, each in extensions.without_styles(named).items()],
        "extra": {"onrecord": shell(site.edition, social_image=social.PATH)},
    }
    if settings.config.site_url:
        plain["site_url"] = settings.config.site_url
    for name in ("copyright", "repo_url"):
        if settings.raw.get(name):
            plain[name] = settings.raw[name]
    text = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8", newline="\n")
    (folder / MARK).write_text("written by `onrecord pages`\n", encoding="utf-8", newline="\n")

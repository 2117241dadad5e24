"""The site's settings as the command line reads them: from `mkdocs.yml`, without MkDocs and without running anything.

MkDocs hands the plugin its own parsed configuration; a check in CI must not import what a stranger's pull request
names there, so only plain values are taken and tags (`!!python/name`, `!ENV`) are passed over.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from onrecord.config import Config, config_from


class SettingsError(Exception):
    """The settings cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `mkdocs.yml` says, as far as it concerns the record."""

    config: Config
    """The record's own settings."""
    root: Path
    """The folder of `mkdocs.yml`."""
    docs: Path
    """The folder of hand-written pages."""
    raw: dict[str, Any] = field(default_factory=dict)
    """Plain values of `mkdocs.yml`."""


class _Plain(yaml.SafeLoader):
    pass


_Plain.add_multi_constructor("", lambda loader, suffix, node: None)


def read_settings(path: Path) -> Settings:
    """Read `mkdocs.yml`. Raises SettingsError."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Plain)  # noqa: S506 - constructs plain values only
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}. Run this in the site's folder.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not well-formed: {str(error).splitlines()[0]}") from None
    if not isinstance(raw, dict):
        raise SettingsError(f"{path} holds no settings")
    options: object = None
    plugins = raw.get("plugins") or []
    if isinstance(plugins, dict):
        plugins = [{name: value} for name, value in plugins.items()]
    for plugin in plugins if isinstance(plugins, list) else []:
        if isinstance(plugin, dict) and "onrecord" in plugin:
            options = plugin["onrecord"]
        elif plugin == "onrecord":
            options = {}
    root = path.resolve().parent
    if options is None:
        raise SettingsError(f"{path} does not name the plugin: add `plugins: [onrecord]`")
    try:
        config = config_from(
            options if isinstance(options, dict) else {},
            root=root,
            site_name=str(raw.get("site_name") or ""),
            site_url=str(raw.get("site_url") or ""),
        )
    except ValueError as error:
        raise SettingsError(f"{path}: {error}") from None
    docs = root / str(raw.get("docs_dir") or "docs")
    return Settings(config=config, root=root, docs=docs, raw=raw)

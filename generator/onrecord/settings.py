"""The site's settings as the command line reads them: from `mkdocs.yml`, without MkDocs and without running anything.

MkDocs hands the plugin its own parsed configuration; a check in CI must not import what a stranger's pull request
names there, so only plain values are taken and tags (`!!python/name`, `!ENV`) are passed over.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from onrecord.config import Config, config_from
from onrecord.readers import files


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

    @property
    def files(self) -> list[Path | None]:
        """The owner's files and folders that nothing may be built over."""
        config = self.config
        return [self.root / "mkdocs.yml", *config.data, config.captures, config.templates]


MOST_MERGED = 10_000
"""Fields of a map; the settings of a site have some fifty."""


class _Plain(yaml.SafeLoader):
    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Put in what `<<` names: of a few lines that name one another, there may be more than any memory holds."""
        super().flatten_mapping(node)
        if len(node.value) > MOST_MERGED:
            raise yaml.YAMLError(f"with what << puts in, a map has more than {MOST_MERGED:,} fields")


_Plain.add_multi_constructor("", lambda loader, suffix, node: None)


def read_settings(path: Path) -> Settings:
    """Read `mkdocs.yml`. Raises SettingsError."""
    text, problems = files.text_of(path, path.as_posix())
    if text is None:
        raise SettingsError(f"{path}: {problems[0].message}. Run this in the site's folder.")
    try:
        raw = yaml.load(text, Loader=_Plain)  # noqa: S506 - constructs plain values only
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise SettingsError(f"{path} is not well-formed: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise SettingsError(f"{path} is nested deeper than any settings are") from None
    if not isinstance(raw, dict):
        raise SettingsError(f"{path} holds no settings")
    options: object = None
    plugins = raw.get("plugins") or []
    if isinstance(plugins, dict):
        plugins = [{name: value} for name, value in plugins.items()]
    for plugin in plugins if isinstance(plugins, list) else []:
        if isinstance(plugin, dict) and "onrecord" in plugin and len(plugin) > 1:
            raise SettingsError(f"{path}: indent the options of the plugin deeper than the word `onrecord`")
        if isinstance(plugin, dict) and "onrecord" in plugin:
            options = plugin["onrecord"] or {}
        elif plugin == "onrecord":
            options = {}
    root = path.resolve().parent
    if options is None:
        raise SettingsError(f"{path} does not name the plugin: add `plugins: [onrecord]`")
    try:
        if "\0" in str(raw.get("docs_dir")):
            raise ValueError("`docs_dir`: no name of a file holds the character NUL")
        config = config_from(
            options if isinstance(options, dict) else {},
            root=root,
            site_name=str(raw.get("site_name") or ""),
            site_url=str(raw.get("site_url") or ""),
        )
    except ValueError as error:
        raise SettingsError(f"{path}: {error}") from None
    docs = root / str(raw.get("docs_dir") or "docs").replace("\0", "")
    return Settings(config=config, root=root, docs=docs, raw=raw)

"""The MkDocs plugin: translates MkDocs' hooks and hands on. The only file that imports MkDocs.

MkDocs cleans its output folder before it builds and writes page by page. So that readers never see half a site, the
output folder is set to one beside the real one, and the two are exchanged when everything has been built and counted.
"""

import logging
from pathlib import Path
from typing import Any

from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from onrecord import report, social, theme, writer
from onrecord.config import config_from
from onrecord.indexer import write_index
from onrecord.links import DanglingLinkError
from onrecord.navigation import navigation, shell
from onrecord.permalinks import collisions, page_path, source_path
from onrecord.render import TemplateError
from onrecord.settings import Settings
from onrecord.site import Site
from onrecord.workspace import load_site

log = logging.getLogger("mkdocs.plugins.onrecord")


class OnRecordPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """Mounts the generated pages into MkDocs."""

    # a scheme, not a class: MkDocs' option classes have an attribute `data` of their own
    config_scheme = (
        ("data", c.Type((str, list), default="data")),
        ("captures", c.Type(str, default="captures")),
        ("templates", c.Optional(c.Type(str))),
        ("language", c.Type(str, default="en")),
        ("license", c.Type(str, default="")),
        ("logo", c.Optional(c.Type(str))),
        ("social_image", c.Optional(c.Type(str))),
        ("colors", c.Optional(c.Type(dict))),
        ("without", c.Optional(c.Type((list, str)))),
        ("texts", c.Optional(c.Type(dict))),
        ("require", c.Type(str, default="")),
        ("search", c.Type((str, bool), default="pagefind")),
        ("newest", c.Type(int, default=12)),
        ("longest", c.Type(int, default=1_000_000)),
    )

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the settings, and refuse an output folder that would cost something."""
        if not config.use_directory_urls:
            raise PluginError("onrecord: permanent addresses need `use_directory_urls: true`")
        root = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        try:
            settings = config_from(
                dict(self.config),
                root=root,
                site_name=config.site_name,
                site_url=config.site_url or "",
            )
        except ValueError as error:
            raise PluginError(f"onrecord: {error}") from None
        self.settings = Settings(config=settings, root=root, docs=Path(config.docs_dir))
        self.target = Path(config.site_dir).resolve()
        kept = [root / "mkdocs.yml", *settings.data, settings.captures, settings.templates]
        for path in (path.resolve() for path in kept if path):
            if self.target == path or self.target in path.parents or path in self.target.parents:
                raise PluginError(
                    f"onrecord: `site_dir: {self.target}` would be built over {path}: name another folder"
                )
        if self.target.exists() and not self.target.is_dir():
            raise PluginError(f"onrecord: {self.target} is not a folder: remove it, or name another `site_dir`")
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Load and check the data: with an error in them nothing is built, and the last good site stays."""
        site, problems = load_site(self.settings)
        if problems:
            level = logging.ERROR if site is None else logging.WARNING
            log.log(level, "problems in the data:\n%s", report.as_text(problems))
        if site is None:
            raise PluginError("Nothing was built: mend the data and build again.")
        self.site: Site = site
        self.staging = writer.staging(self.target)
        config.site_dir = str(self.staging)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Mount every generated page."""
        self.unsearched: set[str] = set()
        self.generated = {source_path(path) for path in self.site.paths} - {"index.md"}
        self.blocks: dict[str, str] = {}
        self.hand_written = [file.src_uri for file in files.documentation_pages() if file.src_uri != "index.md"]
        own = [file.src_uri for file in files if file.inclusion is not InclusionLevel.EXCLUDED]
        for collision in collisions(own, [*self.site.paths, *self.site.file_paths]):
            raise PluginError(collision)
        try:
            for name, markdown in self.site.pages():
                if name == "index.md" and (existing := files.get_file_from_path(name)):
                    files.remove(existing)
                files.append(File.generated(config, name, content=markdown, inclusion=InclusionLevel.NOT_IN_NAV))
        except (DanglingLinkError, TemplateError) as error:
            raise PluginError(str(error)) from error
        for name in (self.settings.config.logo, self.settings.config.social_image):
            if name and "://" not in name and name not in own:
                raise PluginError(f"onrecord: there is no docs/{name}")
        config.extra["onrecord"] = shell(self.site.edition, social_image=social.PATH)
        if config.nav is None:
            config.nav = navigation(self.site.edition, self.hand_written)
        return files

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Keep generated pages from Markdown: they are raw HTML blocks, which it would parse only to give them back.

        The home page is left to it, since the owner's own words stand there too. That both ways give the same page is
        tested with the tree of pages, which is built without this plugin.
        """
        if page.file.src_uri not in self.generated:
            return markdown
        self.blocks[page.file.src_uri] = "\n\n".join(line for line in markdown.split("\n") if line)
        return ""

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Give the blocks of a generated page back; and note the hand-written pages that readers are not to find
        (`search: false` in their front matter).
        """
        if page.meta.get("search") is False:
            self.unsearched.add(page.file.src_uri)
        return self.blocks.pop(page.file.src_uri, html)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Count the pages, index them, publish them."""
        planned = [*self.site.paths, *(page_path(name) for name in self.hand_written)]
        missing = [path for path in planned if not (self.staging / path / "index.html").is_file()]
        if missing:
            raise PluginError(f"{len(missing)} planned pages were not built: {', '.join(missing[:5])}")
        writer.write_files(self.staging, self.site.files())
        if self.settings.config.search == "pagefind":
            number = write_index(self.staging, self.site.search_records(), self._hand_written_pages())
            log.info("Search index of %d entries", number)
        # MkDocs packs the sitemap with the time of building in it; no server needs the packed one
        (self.staging / "sitemap.xml.gz").unlink(missing_ok=True)
        try:
            writer.publish(self.staging, self.target)
        except OSError as error:
            raise PluginError(
                f"the site could not be put in its place ({error}); what stood there is as it was"
            ) from error
        config.site_dir = str(self.target)

    def _hand_written_pages(self) -> list[tuple[str, str]]:
        paths = [page_path(name) for name in self.hand_written if name not in self.unsearched]
        return [(path, (self.staging / path / "index.html").read_text(encoding="utf-8")) for path in paths]

    def on_build_error(self, *, error: Exception) -> None:
        """Leave nothing half-built behind."""
        if staging := getattr(self, "staging", None):
            writer.discard(staging)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Rebuild when the data or a template changes."""
        folders = [*self.settings.config.data, self.settings.config.templates, theme.TEMPLATES]
        for folder in folders:
            if folder and folder.exists():
                server.watch(str(folder))
        return server

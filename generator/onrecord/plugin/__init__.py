"""The MkDocs plugin: translates MkDocs' hooks and hands on. Nothing else imports MkDocs.

MkDocs cleans its output folder before it builds and writes page by page. So that readers never see half a site, the
output folder is set to one beside the real one, and the two are exchanged when everything has been built and counted;
in a preview, what is new is put into the real one then.
"""

import contextlib
import logging
import os
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from onrecord import beside, extensions, report, sitemap, social, theme, workers, writer
from onrecord.before import Before, before, keep
from onrecord.cluster import SCHEDULER, Cluster, ClusterError
from onrecord.collector import leave, look_soon, without_collector
from onrecord.compiler import Compiled, TemplateError
from onrecord.config import config_from
from onrecord.exports.offer import Offer
from onrecord.indexer import FOLDER, INDEX, write_index
from onrecord.links import DanglingLinkError
from onrecord.load import Known
from onrecord.manifest import Entry, digest
from onrecord.navigation import navigation, shell
from onrecord.pages.prints import world
from onrecord.permalinks import HOME, collisions, page_path, ref_of, source_path
from onrecord.plugin.mounted import Mounted
from onrecord.plugin.themed import Themed
from onrecord.press import Press, write_downloads
from onrecord.preview import Last, repair_site
from onrecord.progress import Count, Progress, shown, unseen
from onrecord.search import SEARCHED
from onrecord.settings import Settings
from onrecord.shells import Shells
from onrecord.site import Site
from onrecord.workspace import load_site

log = logging.getLogger("mkdocs.plugins.onrecord")
_BY_HAND = "pages written by hand"
"""What the reading of these is noted under."""
_NOT_FAST = (
    "on a cluster no generated page can go through MkDocs: build without `fast: false`, other plugins, hooks, "
    "`extra_templates` and a `main.html` of your own, or without `--scheduler`"
)


def _counters() -> Iterator[Any]:
    """What counts the warnings of a strict build: it is asked only when all is written, and published."""
    for name in ("mkdocs", "properdocs"):
        yield from (each for each in logging.getLogger(name).handlers if hasattr(each, "get_counts"))


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Tell what is wrong with a template, a cluster or a process as MkDocs tells such things."""
    try:
        yield
    except (ClusterError, DanglingLinkError, TemplateError) as error:
        raise PluginError(str(error)) from error
    except workers.EndedError as error:
        raise PluginError(f"onrecord: {error}") from error


def _progress() -> contextlib.AbstractContextManager[Progress]:
    return shown(sys.stderr, quiet=not log.isEnabledFor(logging.INFO))


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
        ("fast", c.Type(bool, default=True)),
        ("allow", c.Optional(c.Type((list, str)))),
        ("search", c.Type((str, bool), default="pagefind")),
        ("newest", c.Type(int, default=12)),
        ("longest", c.Type(int, default=1_000_000)),
    )

    def __init__(self) -> None:
        self.building = contextlib.ExitStack()  # what a build holds: the lock, and the folder that it builds into
        self.published = False
        self.serving = self.served = False
        self.last = Last()
        self.known: Known | None = None  # what a preview has read
        self.compiled = Compiled()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note whether this is a preview, into whose pages MkDocs puts a script; and, by being there, keep one plugin
        for all its builds.
        """
        self.serving = command == "serve"
        self.known = {} if self.serving else None

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
        hooks = [str(name) for name in config.hooks]
        refused = extensions.refusals(
            config.markdown_extensions,
            config.mdx_configs,
            plugins=[name for name in config.plugins if name not in hooks],
            hooks=hooks,
            allow=settings.allow,
        )
        if refused:
            raise PluginError(f"onrecord: {'; '.join(refused)}. {extensions.REMEDY}")
        named = {name: config.mdx_configs.get(name, {}) for name in config.markdown_extensions}
        config.mdx_configs = extensions.without_styles(named)
        self.settings = Settings(config=settings, root=root, docs=Path(config.docs_dir))
        self.target = Path(config.site_dir).resolve()
        owners = [root / name for name in (*hooks, config.theme.custom_dir) if name]
        try:
            writer.check_place(self.target, [*self.settings.files, *owners])
        except writer.PlaceError as error:
            raise PluginError(f"onrecord: {error}") from None
        if self.serving and config.config_file_path:
            repair_site(Path(config.config_file_path))
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Load and check the data: with an error in them nothing is built, and the last good site stays."""
        self.building.close()
        self.published = False
        try:
            # before the data are read: else an older site could be published after a newer one
            self.building.enter_context(writer.alone(self.target, log.info))
        except writer.PlaceError as error:
            raise PluginError(f"onrecord: {error}") from None
        with _progress() as progress:
            site, problems = load_site(self.settings, progress.of("reading records"), self.known)
        if problems:
            level = logging.ERROR if site is None else logging.WARNING
            log.log(level, "problems in the data:\n%s", report.as_text(problems))
        if site is None:
            raise PluginError("Nothing was built: mend the data and build again.")
        self.site: Site = site
        self.staging = self.building.enter_context(writer.staging(self.target))
        config.site_dir = str(self.staging)
        self.cluster: Cluster | None = None
        if (address := os.environ.get(SCHEDULER)) and not self.serving:
            with _told():
                self.cluster = self.building.enter_context(Cluster(address, self.staging))

    @without_collector()
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Mount every generated page."""
        self.unsearched: set[str] = set()
        self.generated = {source_path(path): path for path in self.site.paths if path}
        self.blocks: dict[str, str] = {}
        self.hand_written = [file.src_uri for file in files.documentation_pages() if file.src_uri != "index.md"]
        own = [file.src_uri for file in files if file.inclusion is not InclusionLevel.EXCLUDED]
        index = [FOLDER] if self.settings.config.search == "pagefind" else []
        for collision in collisions(own, chain(self.site.paths, self.site.file_paths, index)):
            raise PluginError(collision)
        if existing := files.get_file_from_path("index.md"):
            files.remove(existing)
        self.fast = self._is_fast(config)
        if self.cluster and not self.fast:
            raise PluginError(f"onrecord: {_NOT_FAST}")
        self.world = world(self.site.edition) if self.fast else b""
        self.writing = self.building.enter_context(
            workers.meanwhile(self._write_downloads, len(self.site.refs), self._at_once())
        )
        if not self.fast:
            self.site = self.site.offering(self._offered())
        with _told():
            home = [("index.md", self.site.sheet(HOME).markdown())] if self.fast else []
            for name, markdown in home or self.site.pages():
                files.append(File.generated(config, name, content=markdown, inclusion=InclusionLevel.NOT_IN_NAV))
        if self.fast:
            files = Mounted(files, config, self.generated)
        for name in (self.settings.config.logo, self.settings.config.social_image):
            if name and "://" not in name and name not in own:
                raise PluginError(f"onrecord: there is no docs/{name}")
        config.extra["onrecord"] = shell(self.site.edition, social_image=social.PATH) | {"preview": self.serving}
        if config.nav is None:
            config.nav = navigation(self.site.edition, self.hand_written)
        self.files = files
        return files

    def _write_downloads(self, _: Count) -> Offer:
        if self.serving and self.fast and (kept := self.last.downloads(self.site, self.target, self.world)):
            return kept
        return write_downloads(self.site, self.staging)

    def _offered(self) -> Offer:
        """What there is to say of the downloads, now that they are written."""
        with _told():
            self.offer = self.writing(unseen)
        return self.offer

    def _is_fast(self, config: MkDocsConfig) -> bool:
        """Whether nobody but us has to do with generated pages: no plugin or hook, no template of the owner's own."""
        shells = [folder for folder in map(Path, config.theme.dirs) if (folder / "main.html").is_file()]
        ours = bool(shells) and shells[0].samefile(theme.THEME)
        return (
            self.settings.config.fast and list(config.plugins) == ["onrecord"] and ours and not config.extra_templates
        )

    @without_collector()
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the menu for the shells; and name what it names by its file alone."""
        self.nav = nav
        for page in nav.pages if self.fast else ():
            path = self.generated.get(page.file.src_uri)
            if path and "title" not in vars(page):
                with _told():
                    page.meta = self.site.matter(ref_of(path))
                page.markdown = ""
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Keep the theme's templates for the shells, and in a preview what they were compiled to."""
        env.bytecode_cache = env.bytecode_cache or self.compiled
        self.env = env
        return env

    def _press(self, config: MkDocsConfig) -> Press:
        """What builds the generated pages without MkDocs, but with its shell."""
        self.themed = Themed(self.env, self.nav, config)
        linked = [page_path(page.file.src_uri) for page in self.nav.pages]
        shells = Shells(self.themed.page, site_url=config.site_url or "", linked=linked)
        return Press(self.site, shells, self.staging, self._before(), {_BY_HAND: lambda _: self._print_by_hand()})

    def _run_press(self, config: MkDocsConfig, progress: Progress) -> None:
        """Build the generated pages, and list them in the sitemap."""
        count = progress.of("laying out pages", len(self.site.refs))
        self.manifest = self.press.run(self._offered, at_once=self._at_once(), cluster=self.cluster, count=count)
        progress.clear()
        log.info("%d generated pages, %d of them as they were", len(self.site.refs), self.press.unchanged)
        by_hand = [file for file in self.files.documentation_pages() if file.src_uri != "index.md"]
        pages: list[File | tuple[str, Entry]] = [*by_hand]
        pages += [(path, self.manifest.pages[path]) for path in self.site.paths]
        writer.write_files(self.staging, sitemap.sitemap(pages, self.themed.sitemap, config.site_url or ""))

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

    def _at_once(self) -> int:
        # a thread that waits for readers may hold a lock just now, which no forked process would ever see opened
        return workers.available() if self.fast and not self.served else 1

    @event_priority(-100)  # when the other plugins have written all that they write
    @without_collector()
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Build the pages that MkDocs has not built and index them all; count the pages; publish them."""
        self.generated.clear()  # all has been built that could ask for it, and it is large
        if self.fast:
            writer.write_files(self.staging, beside.of_site(self.site.edition))
            self.press = self._press(config)
        searched = self.settings.config.search == "pagefind"
        kept = searched and self.fast and self._keeps(self.press.before)
        indexed_now = searched and not kept
        work: Callable[[Count], int] = self._index if indexed_now else lambda _: 0
        indexing = workers.meanwhile(work, len(self.site.refs) if indexed_now else 0, self._at_once())
        with _progress() as progress, indexing as indexed:
            if self.fast:
                with _told():
                    self._run_press(config, progress)
            self._check_pages()
            if not self.fast:
                writer.write_files(self.staging, self.site.small_files())
            try:
                number = indexed(progress.of("indexing"))
            except RuntimeError as error:
                raise PluginError(f"onrecord: {error}") from error
        if number:
            log.info("Search index of %d entries", number)
            self.last.outdated = False
            if self.fast:
                self.press.note(self.manifest, INDEX, [*((name, None) for name in SEARCHED), (_BY_HAND, "")])
        elif kept:
            self.press.keep(self.manifest, INDEX)
        if config.strict and any(handler.get_counts() for handler in _counters()):
            raise PluginError("onrecord: nothing was published, as there were warnings and the build is strict")
        # MkDocs packs the sitemap with the time of building in it; no server needs the packed one
        (self.staging / "sitemap.xml.gz").unlink(missing_ok=True)
        self._publish()
        self.published = True
        config.site_dir = str(self.target)
        if self.fast:
            self._note()
        self._end()

    def _check_pages(self) -> None:
        planned = dict.fromkeys([*self.site.paths, *map(page_path, self.hand_written)], self.staging)
        planned |= dict.fromkeys(self.press.kept if self.fast and self.press.before.stays else (), self.target)
        missing = [
            path
            for path, folder in planned.items()
            if not os.path.isfile(f"{folder}/{path}index.html")  # noqa: PTH113 - no Path: these are many
        ]
        if missing:
            self.last = Last()  # so that a preview has them made
            raise PluginError(f"{len(missing)} planned pages were not built: {', '.join(missing[:5])}")

    def _publish(self) -> None:
        try:
            if self.serving and self.fast:
                self.published = self.press.before.stays  # what stood there is no more as it was, whatever happens
                self.last.publish(self.staging, self.target, self.press.before, self.site, self.manifest)
            else:
                self.last = Last()
                writer.publish(self.staging, self.target)
        except writer.PlaceError as error:
            raise PluginError(f"onrecord: {error}") from error

    def _before(self) -> Before:
        """What was built here last: by this preview, or by whichever build it was."""
        return self.last.before(self.target, self.world) if self.serving else before(self.target, self.world)

    def _note(self) -> None:
        """Keep in mind what was built."""
        built = (self.press.at_hand if self.serving else self.press.done)(self.manifest, self.target)
        del self.site, self.press  # nobody needs them any more, and they are large
        if self.serving:
            self.last = Last(built, self.world, self.offer, self.last.files, self.last.outdated)
            look_soon()
        else:
            keep(built, self.world)

    def _end(self) -> None:
        try:
            self.building.close()
        except OSError as error:
            log.warning("%s cannot be removed (%s): remove it", error.filename, error.strerror)

    def _index(self, count: Count) -> int:
        return write_index(self.staging, self.site.search_records(), self._hand_written_pages(), count)

    def _keeps(self, built: Before) -> bool:
        return self.last.keeps_index(built, len(self.site.refs)) if self.serving else built.holds(INDEX)

    def _print_by_hand(self) -> bytes:
        return digest(repr(self._hand_written_pages()).encode())

    def _hand_written_pages(self) -> list[tuple[str, str]]:
        paths = [page_path(name) for name in self.hand_written if name not in self.unsearched]
        return [(path, (self.staging / path / "index.html").read_text(encoding="utf-8")) for path in paths]

    @event_priority(-100)  # it may raise, and others have their own to tidy
    def on_build_error(self, *, error: Exception) -> None:
        """Leave nothing half-built behind; and tell of a full disk and its like in one line."""
        self._end()
        if isinstance(error, OSError) and not isinstance(error, Abort):
            log.debug("", exc_info=error)
            place = str(error.filename or "").replace(str(getattr(self, "staging", "")) or "\0", str(self.target))
            outcome = "" if self.published else "; what was published before is as it was"
            log.error("onrecord: %s%s%s", error.strerror or error, f": {place}" if place else "", outcome)
            # as MkDocs says it of what it expects; any other exception would be shown with its traceback
            raise Abort("Aborted with a BuildError!") from None

    def on_shutdown(self) -> None:
        """An interrupted build is no error, and so has not ended yet."""
        self._end()
        leave()

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Rebuild when the data or a template changes; by one process from now on."""
        self.served = True
        folders = [*self.settings.config.data, self.settings.config.templates, theme.TEMPLATES]
        for folder in folders:
            if folder and folder.exists():
                server.watch(str(folder))
        return server

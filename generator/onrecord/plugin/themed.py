"""What the theme's templates make of generated pages, which MkDocs is not asked to build."""

from collections.abc import Mapping, Sequence

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from onrecord import sitemap
from onrecord.manifest import Entry
from onrecord.permalinks import source_path


class Themed:
    """Renders pages as MkDocs does."""

    def __init__(self, env: Environment, nav: Navigation, config: MkDocsConfig) -> None:
        self._env, self._nav, self._config = env, nav, config
        self._menu = {page.file.src_uri: page for page in nav.pages}
        self._main = env.get_template("main.html")

    def page(self, path: str, matter: Mapping[str, str], address: str, content: str) -> str:
        """A generated page whole, as `shells.Render` has it."""
        name = source_path(path)
        page = self._menu.get(name) or Page(None, File.generated(self._config, name, content=""), self._config)
        own = page.meta  # on other pages the menu calls it by that
        page.meta, page.markdown, page.content = dict(matter), "", content
        page.canonical_url = address or None
        page.active = True
        try:
            return self._main.render(get_context(self._nav, [], self._config, page))
        finally:
            page.active, page.meta = False, own

    def sitemap(self, pages: Sequence[File | tuple[str, Entry]]) -> str:
        """A sitemap of hand-written pages and of generated ones."""
        address = self._config.site_url or ""
        named = [sitemap.listed(*each, address) if isinstance(each, tuple) else each for each in pages]
        return self._env.get_template(sitemap.NAME).render(get_context(self._nav, named, self._config, base_url="."))

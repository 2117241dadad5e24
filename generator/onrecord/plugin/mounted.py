"""MkDocs' files, with the generated pages among them."""

from collections.abc import Collection
from pathlib import PurePath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel


class Mounted(Files):
    """MkDocs' files, among which it finds generated pages too when a menu or a hand-written page links to them.

    It neither lists nor builds these: they are as many as the record has statements, and built without it.
    """

    def __init__(self, files: Files, config: MkDocsConfig, generated: Collection[str]) -> None:
        super().__init__(files)
        self._config, self._generated = config, generated
        self._asked: dict[str, File] = {}

    def get_file_from_path(self, path: str) -> File | None:
        found = super().get_file_from_path(path)
        name = PurePath(path).as_posix()
        if found is None and name in self._generated:
            if name not in self._asked:
                made = File.generated(self._config, name, content="", inclusion=InclusionLevel.NOT_IN_NAV)
                self._asked[name] = made
            return self._asked[name]
        return found

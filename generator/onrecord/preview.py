"""What one build of a preview leaves to the next: what it has built, and of much what is not made at each edit."""

import contextlib
import logging
from dataclasses import dataclass, field
from pathlib import Path

from onrecord import writer
from onrecord.before import Before
from onrecord.exports.offer import Offer
from onrecord.indexer import INDEX
from onrecord.manifest import Manifest
from onrecord.permalinks import DATA, path_of
from onrecord.settings import SettingsError, read_settings
from onrecord.site import Site

log = logging.getLogger("mkdocs.plugins.onrecord")
MUCH = 4_000
"""Pages beyond which the search index and the downloads are made once: whoever edits would wait for them alone."""
_OUTDATED = "what was on record when this preview began; start it anew for the rest"


@dataclass(slots=True)
class Last:
    """The last build of this preview. Before there was one, all is empty."""

    built: Before = field(default_factory=Before)
    """What stands there."""
    world: bytes = b""
    """The print of what all its pages depend on."""
    offer: Offer | None = None
    """What there is to say of its downloads."""
    files: frozenset[str] = frozenset()
    """All files there, but for the downloads."""
    outdated: bool = False
    """Whether the search index holds what is no more: it is noted as if it held what there is now."""

    def before(self, target: Path, made_in: bytes) -> Before:
        """What stands there, if it was made in this world: it is brought up to date in its place."""
        same = (self.built.folder, self.world) == (target, made_in)
        return self.built if same else Before()

    def downloads(self, site: Site, target: Path, made_in: bytes) -> Offer | None:
        """What there is to say of the downloads, if they stay as they are, since there is much; None where they are to
        be made.
        """
        if len(site.refs) <= MUCH or self.offer is None or not self.before(target, made_in).stays:
            return None
        if site.downloads:
            log.info("The downloads: %s", _OUTDATED)
        return self.offer

    def publish(self, staging: Path, target: Path, before: Before, site: Site, manifest: Manifest) -> None:
        """Let what was built in `staging` stand in `target`. Raises PlaceError, OSError.

        MkDocs lets whoever reads a preview wait for the end of a build, so there need not be two sites meanwhile.
        """
        self.world = b""  # what fails leaves no site that could be brought up to date
        files = {path + file.name for path, entry in manifest.pages.items() for file in entry.files}
        files |= {*writer.names_in(staging)} - {path_of(DATA) + name for name in site.downloads}
        if before.stays:
            writer.update(staging, target, sorted(self.files - files))
        else:
            writer.publish(staging, target)
        self.files = frozenset(files)

    def keeps_index(self, before: Before, pages: int) -> bool:
        """Whether the search index stays that was built `before`: nothing that it holds has changed, or `pages` are
        many.
        """
        self.outdated = self.outdated or not before.holds(INDEX)
        much = INDEX in before.manifest.pages and pages > MUCH
        if self.outdated and much:
            log.info("Search: %s", _OUTDATED)
        return much or not self.outdated


def repair_site(settings: Path) -> None:
    """Undo what a killed build of the site left: a preview is built elsewhere, but it is run where something looks
    wrong.
    """
    with contextlib.suppress(SettingsError):
        folder = read_settings(settings).raw.get("site_dir", "site")
        if isinstance(folder, str):
            try:
                writer.repair((settings.parent / folder).resolve(), log.info)
            except writer.PlaceError as error:
                log.warning("%s", error)

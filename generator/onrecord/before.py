"""What was built before: which of its pages still hold, and taking them over into the new site.

Its manifest lies in the user's own cache folder, and not with the site: what stands in a site's folder may have come
with a stranger's change, and must not be able to vouch for itself.
"""

import logging
import os
import stat
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path

from platformdirs import user_cache_path

from onrecord import writer
from onrecord.collector import look, without_collector
from onrecord.manifest import File, Manifest, digest, numbers_of, packed, unpacked
from onrecord.pages.prints import SIZE, Prints

log = logging.getLogger("mkdocs.plugins.onrecord")
LARGE = 50_000
"""Pages of a site that has so large a record that its room counts."""


@without_collector()
def before(target: Path, world: bytes) -> "Before":
    """What was built in the folder `target` last; nothing where that is not known, or was another program's."""
    try:
        with _place(target).open("rb") as file:
            return Before(target, *unpacked(file, world))
    except (OSError, RuntimeError):
        return Before()


@without_collector()
def keep(built: "Before", world: bytes) -> None:
    """Keep in mind what was built; where that cannot be done, the next build takes longer."""
    if len(built.manifest.pages) > LARGE:
        look()  # as much memory is needed now as the record had, which nobody needs any more
    try:
        place = _place(built.folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        writer.write_file(place, packed(built.manifest, built.prints, world))
    except (OSError, RuntimeError) as error:
        log.info("what was built cannot be noted (%s): the next build will be a whole one", error)


def _place(target: Path) -> Path:
    """Where a manifest is kept. Raises RuntimeError where nobody knows of a home for the user."""
    return user_cache_path("onrecord", appauthor=False) / f"{sha256(os.fsencode(target)).hexdigest()[:20]}.manifest"


@dataclass(slots=True)
class Before:
    """A site that was built, with its manifest. Of none, all is empty."""

    folder: Path = Path()
    """Where it stands."""
    manifest: Manifest = field(default_factory=Manifest)
    prints: bytes = b""
    """The prints of the reads of the manifest, when it was built. What was read since has none yet."""
    then: Prints | None = None
    """In a preview, in place of these: what was found then, at rest."""
    _changed: frozenset[int] = frozenset()
    """The reads that would find something else now."""

    @property
    def stays(self) -> bool:
        """Whether the new site comes to stand in this folder, so that what is taken over is there already."""
        return self.then is not None

    def judge(self, prints: Prints) -> None:
        """Find out which reads would find something else now."""
        if self.then is not None:
            same = prints.like(self.then)
            self._changed = frozenset(place for place, read in enumerate(self.manifest.reads.held) if not same(read))
            return
        old = (self.prints[start : start + SIZE] for start in range(0, len(self.prints), SIZE))
        pairs = zip(self.manifest.reads.held, old, strict=False)
        self._changed = frozenset(place for place, (read, held) in enumerate(pairs) if prints.of(read) != held)

    def continued(self, folder: Path, manifest: Manifest, prints: Prints) -> "Before":
        """What was built now, and stands in `folder`. Where its manifest has this one's tables, these prints go on."""
        reads, held = manifest.reads.held, bytearray()
        if manifest.reads is self.manifest.reads:
            held += self.prints
            for place in self._changed:
                held[place * SIZE : (place + 1) * SIZE] = prints.of(reads[place])
        held += b"".join(map(prints.of, islice(reads, len(held) // SIZE, None)))
        return Before(folder, manifest, bytes(held))

    def holds(self, path: str) -> bool:
        """Whether a page was built that would be the same now, and whose files are as they were written; in a folder
        that `stays` nobody else writes.
        """
        entry = self.manifest.pages.get(path)
        return (
            entry is not None
            and self._changed.isdisjoint(numbers_of(entry.reads))
            and (self.stays or all(self._is_sound(path, file) for file in entry.files))
        )

    def is_same(self, manifest: Manifest, path: str) -> bool:
        """Whether the files of a page that was made again are those that are there."""
        old, new = self.manifest.pages.get(path), manifest.pages[path]
        return (
            old is not None
            and {(file.name, file.digest) for file in old.files} == {(file.name, file.digest) for file in new.files}
            and all(self._is_sound(path, file) for file in old.files)
        )

    def take_over(self, path: str, folder: Path) -> None:
        """Let the files of a page stand in `folder` too, if that is to take the place of this one."""
        if self.stays:
            return
        writer.take_over(self.folder, folder, [path + file.name for file in self.manifest.pages[path].files])

    def take_over_file(self, path: str, name: str, held: bytes, folder: Path, aside: Path | None = None) -> bool:
        """The same for one file, if it has this content: so it keeps its time of change, which servers tell readers.

        `aside` as in `writer.write_files`.
        """
        entry = self.manifest.pages.get(path)
        for file in entry.files if entry else ():
            if file.name == name and file.digest == held and self._is_sound(path, file):
                writer.take_over(self.folder, folder, [path + name], aside)
                return True
        return False

    def _is_sound(self, page: str, file: File) -> bool:
        """Whether nobody has touched it: by its size and time, and where its time is another, by its content."""
        path = f"{self.folder}/{page}{file.name}"  # no Path: these are many
        try:
            found = os.lstat(path)
            if found.st_size != file.size or not stat.S_ISREG(found.st_mode):
                return False
            return found.st_mtime_ns == file.changed or digest(Path(path).read_bytes()) == file.digest
        except OSError:
            return False

"""One file that readers can take with them, made a piece at a time: whole, it may be larger than the record itself."""

import hashlib
from collections.abc import Iterable, Iterator


class Download:
    """A file in the making. Its pieces can be taken once; those that nobody took are made to know its size or hash."""

    def __init__(
        self, name: str, pieces: Iterable[bytes], *, media_type: str, title: str, records: int | None = None
    ) -> None:
        self.name = name
        """File name; none holds a slash."""
        self.media_type = media_type
        """As IANA registers it, where it does."""
        self.title = title
        """What it holds, in the site's words."""
        self.records = records
        """How many records it holds; None where that is not counted."""
        self._pieces = iter(pieces)
        self._size = 0
        self._hash = hashlib.sha256()

    def pieces(self) -> Iterator[bytes]:
        """The content, from its beginning to its end."""
        for piece in self._pieces:
            self._size += len(piece)
            self._hash.update(piece)
            yield piece

    @property
    def size(self) -> int:
        """In bytes."""
        self._finish()
        return self._size

    @property
    def hash(self) -> str:
        """SHA-256, in hexadecimal digits."""
        self._finish()
        return self._hash.hexdigest()

    def _finish(self) -> None:
        for _ in self.pieces():
            pass

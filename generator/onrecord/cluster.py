"""Work on many machines, which Dask holds together, through the interface of `concurrent.futures`.

The work is put once into a folder that all machines see. What is sent around is only which part of it is to be done,
and what came of that; a process takes the work up from the folder with its first part, and keeps it for the others. So
a worker may come, go or die at any time: its parts are done again by another.

Who is taken for dead may still be writing. Therefore workers write through a folder, `Cluster.aside`, which is taken
away when all is done: from then on none of them can change anything.
"""

import contextlib
import gc
import hashlib
import logging
import pickle
import platform
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from functools import cache, partial
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

from onrecord import __version__, catalogs, workers, writer

_T = TypeVar("_T")
SCHEDULER = "ONRECORD_SCHEDULER"
"""The environment variable that names the cluster."""
ASIDE = ".cluster"
"""The folder through which workers write, in the one that they write to."""
_PROBE, _WORK = "probe", "work"
_GONE = "its scheduler has gone"
_AT_ONCE = 50
"""Results that are fetched together."""
_LIBRARIES = ("babel", "distributed", "jinja2", "markupsafe", "pydantic")
"""Those that a page's bytes depend on, or what is sent around."""


class ClusterError(Exception):
    """The cluster cannot do it; the message says why and what to do."""


# what a worker does

_taken_up: dict[Path, Callable[..., Any]] = {}
"""The work of this process, by its place: one at most."""
_alone = threading.Lock()
"""A worker may have several threads; what pages are made from is made for one."""


@cache
def versions() -> dict[str, str]:
    """What must be the same on all machines, for the same bytes. Of this program the code itself, released or not."""
    package = Path(__file__).parent
    code = hashlib.sha256()
    for path in sorted([*package.rglob("*.py"), *catalogs.FOLDER.glob("*.po")]):
        code.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    python = ".".join(platform.python_version_tuple()[:2])
    known = {"onrecord": f"{__version__} with code {code.hexdigest()[:8]}", "Python": python}
    return known | {name: metadata.version(name) for name in _LIBRARIES}


def complaint(aside: Path, expected: dict[str, str]) -> str:
    """Why this process cannot take part; empty if it can."""
    own = versions()
    for name, version in expected.items():
        if own.get(name) != version:
            return (
                f"has {name} {own.get(name, 'of another version')}, and this build {version}: "
                "install the same on all machines, and start the workers anew"
            )
    if not (aside / _PROBE).is_file():
        return f"does not see {aside.parent}: the folder above `site_dir` must be at the same path on all machines"
    try:
        mine = aside / secrets.token_hex(8)
        mine.touch()
        mine.unlink()
    except OSError as error:
        return f"cannot write into {aside.parent} ({error.strerror}): let its user do so"
    return ""


def _do(place: Path, expected: dict[str, str], start: int, end: int) -> Any:
    """One part of the work that lies at `place`."""
    with _alone:
        if place not in _taken_up:
            _forget()
            if reason := complaint(place.parent, expected):
                import distributed

                raise ClusterError(f"the worker at {distributed.get_worker().address} {reason}")
            with place.open("rb") as file:
                _taken_up[place] = pickle.load(file)  # noqa: S301 - the build's own, from its own folder
            gc.collect()
            gc.freeze()  # it stays, and is much: the collector need not look at it
        return workers.undisturbed(_taken_up[place], start, end)


def _forget() -> None:
    _taken_up.clear()
    gc.unfreeze()


# what the build does


class Cluster(Executor):
    """The workers of one scheduler, which have the folder of a site in common."""

    def __init__(self, address: str, folder: Path) -> None:
        """See that all workers can take part. Raises ClusterError."""
        self.aside = folder / ASIDE
        self._address = address
        try:
            import dask
            import distributed
        except ImportError:
            raise ClusterError("a build on a cluster needs Dask: pip install 'onrecord[dask]'") from None
        for name in ("distributed", "distributed.client"):  # what it would tell in many lines is told here in one
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._dask: Any = distributed
        self._patience = dask.utils.parse_timedelta(dask.config.get("distributed.comm.timeouts.connect"))
        self._deserted: float | None = None
        try:
            connect = partial(self._dask.Client, address, timeout=self._patience)
            self._client = _within(2 * self._patience, connect)  # what is no scheduler may say nothing for ever
        except Exception as error:
            raise ClusterError(
                f"no scheduler could be reached at {address} ({_first_line(error)}): "
                "start one with `dask scheduler`, and name the address that it tells"
            ) from None
        try:
            with self._opened():
                self._greet()
        except BaseException:
            self.shutdown()
            raise

    def _greet(self) -> None:
        try:
            self._client.wait_for_workers(1, self._patience)
        except TimeoutError:
            raise self._without_workers() from None
        except OSError:
            raise self._lost(_GONE) from None
        answers = self._everywhere(complaint, self.aside, versions())
        for worker, answer in sorted(answers.items()):
            if isinstance(answer, Exception):  # it has no such function, or another
                answer = (
                    f"has another version of onrecord, or none ({_first_line(answer)}): install the same everywhere"
                )
            if answer:
                raise ClusterError(f"the worker at {worker} {answer}")

    def map(  # type: ignore[override]
        self, fn: Callable[[int, int], _T], starts: Iterable[int], ends: Iterable[int]
    ) -> Iterator[_T]:
        """`fn(start, end)` for each, in order. `fn` is pickled once. Raises ClusterError, and what `fn` raises."""
        with self._opened():
            place = self.aside / _WORK
            with place.open("wb") as file:
                pickle.dump(fn, file, protocol=pickle.HIGHEST_PROTOCOL)
            do = partial(_do, place, versions())
            try:
                futures = self._client.map(do, list(starts), list(ends), pure=False, key="onrecord")
            except (OSError, self._dask.client.ClosedClientError):
                raise self._lost(_GONE) from None
            futures.reverse()
            try:
                while futures:
                    yield from self._results([futures.pop() for _ in range(min(_AT_ONCE, len(futures)))])
            finally:
                futures.clear()
                with contextlib.suppress(Exception):  # whoever is away by now has nothing to forget
                    self._everywhere(_forget)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; it goes on."""
        with contextlib.suppress(Exception):  # as it may be gone
            self._client.close(timeout=1)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[None]:
        self.aside.mkdir()
        (self.aside / _PROBE).touch()
        try:
            yield
        finally:
            # in one step, and then at leisure: somebody may be writing into it
            closed = self.aside.rename(self.aside.with_name(f"{ASIDE}-{secrets.token_hex(4)}"))
            writer.discard(closed)

    def _soon(self, ask: Callable[..., Any], *arguments: Any) -> Any:
        """What the cluster answers. Raises TimeoutError, OSError."""
        return self._client.sync(ask, *arguments, callback_timeout=self._patience)

    def _everywhere(self, function: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
        """What every worker makes of it, or the exception that it raises there, by its address."""
        ask = partial(self._client.run, on_error="return", asynchronous=True)
        try:
            answers: dict[str, Any] = self._client.sync(
                ask,
                function,
                *arguments,
                callback_timeout=4 * self._patience,  # they may all read this program from one drive first
            )
        except OSError:
            raise self._lost("some of its workers do not answer") from None
        return answers

    def _results(self, futures: list[Any]) -> list[Any]:
        gather = partial(self._client.gather, asynchronous=True)
        failure = None
        while not failure:
            try:
                self._dask.wait(futures, timeout=1)
                failure = self._failure(futures)
                if not failure:
                    return list(self._soon(gather, futures))
            except TimeoutError:
                failure = self._failure(futures)
                if not failure:
                    self._see_workers()
            except (CancelledError, OSError):
                failure = self._lost(_GONE)
        raise failure

    def _failure(self, futures: list[Any]) -> Exception | None:
        """What went wrong with the first that failed, where one did. Raises TimeoutError."""
        for future in futures:
            if future.status == "error":
                error: Exception = future.exception(timeout=self._patience)
                if isinstance(error, self._dask.KilledWorker):
                    return self._lost("several workers in turn died of the same pages, mostly for want of memory")
                if isinstance(error, ImportError):
                    return self._lost(f"a worker has another version of onrecord, or none ({_first_line(error)})")
                return error
        return None

    def _see_workers(self) -> None:
        """Raise ClusterError if there have been none for long."""
        try:
            listed = self._soon(self._client.scheduler.ncores)
        except (OSError, AttributeError):
            raise self._lost(_GONE) from None
        if listed:
            self._deserted = None
        elif self._deserted is None:
            self._deserted = time.monotonic()
        elif time.monotonic() - self._deserted > self._patience:
            raise self._without_workers()

    def _without_workers(self) -> ClusterError:
        return ClusterError(
            f"the cluster at {self._address} has no workers: "
            f"start some with `dask worker {self._address}` and build again"
        )

    def _lost(self, reason: str) -> ClusterError:
        return ClusterError(f"the cluster at {self._address} failed: {reason}. Mend it and build again")


def _within(seconds: float, make: Callable[[], _T]) -> _T:
    """What `make` makes. Raises TimeoutError where that takes longer, and leaves it be."""
    made: Future[_T] = Future()

    def run() -> None:
        try:
            made.set_result(make())
        except BaseException as error:
            made.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return made.result(seconds)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]

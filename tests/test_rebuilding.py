"""A build that takes over what nothing that changed concerns gives what a whole build gives, byte for byte."""

import copy
import gc
import io
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drawing import RECORD, draw, draw_site, run, tree
from onrecord import collector, theme
from onrecord.before import Before
from onrecord.beside import of_page
from onrecord.config import Config
from onrecord.indexer import INDEX
from onrecord.links import DanglingLinkError
from onrecord.load import Known
from onrecord.manifest import FORM, File, Manifest, digest, packed, unpacked
from onrecord.pages import Edition
from onrecord.pages.prints import SIZE, Prints, world
from onrecord.permalinks import DATA, relative
from onrecord.press import Press, write_downloads
from onrecord.preview import MUCH, Last
from onrecord.reads import Read
from onrecord.search import SEARCHED
from onrecord.settings import Settings
from onrecord.shells import Shells
from onrecord.workspace import load_site

ROOT = Path(__file__).parent.parent
Data = dict[str, Any]
Edit = Callable[[Data, int], None]


def as_kept(manifest: Manifest, prints: bytes, made_in: bytes) -> io.BytesIO:
    return io.BytesIO(b"".join(packed(manifest, prints, made_in)))


# any sequence of edits


def start() -> Data:
    """The small record, and one beside it that has nothing to do with it."""
    data: Data = yaml.load(RECORD, Loader=yaml.BaseLoader)  # noqa: S506 - text alone
    data["sources"][0]["published_on"] = "2060"
    for each in "abc":
        data["actors"].append({"id": f"actor-{each}", "name": f"Actor {each}"})
        data["topics"].append({"id": f"topic-{each}", "name": f"Topic {each}"})
        data["sources"].append({"id": f"source-{each}", "title": f"Source {each}", "published_on": "2060"})
    for number in range(12):
        more(data, number)
    return data


def more(data: Data, number: int) -> None:
    """A statement that answers another; now and then of another year."""
    actors, topics, sources = ([each["id"] for each in data[name]] for name in ("actors", "topics", "sources"))
    place = len(data["statements"])
    said_on = f"{2032 + place // 60}-{1 + place // 5 % 12:02}-{1 + place % 28:02}"
    others = [each["id"] for each in data["statements"] if each.get("status") != "draft" and each["said_on"] <= said_on]
    data["statements"].append(
        {
            "id": f"s-{number}-{place}",
            "speakers": actors[number % len(actors)],
            "said_on": said_on,
            "topics": [{"topic": topics[number % len(topics)], "stance": "supports"}],
            "relations": [{"supports": others[number * 7 % len(others)]}] if number % 3 == 0 else [],
            "reports": [
                {
                    "source": sources[number % len(sources)],
                    "mode": "direct",
                    "text": f"Number {number}. " * (1 + number % 40),
                }
            ],
        }
    )


def answered(data: Data, number: int) -> None:
    """One of the same day, which therefore stands behind what it answers, whatever their ids."""
    others = [each for each in data["statements"] if each.get("status") != "draft" and "reports" in each]
    other = others[number % len(others)]
    more(data, number)
    data["statements"][-1] |= {
        "id": f"a-{number}-{len(data['statements'])}",
        "said_on": other["said_on"],
        "relations": [{"replies_to": other["id"]}] if number % 4 else [],
    }


def many(data: Data, number: int) -> None:
    """So many that lists are parted."""
    for each in range(130):
        more(data, number * 1000 + each)


def chosen(data: Data, number: int) -> Data:
    found: Data = data["statements"][number % len(data["statements"])]
    return found


def words(data: Data, number: int) -> None:
    if reports := chosen(data, number).get("reports"):
        reports[0]["text"] += f" And {number}."


def removed(data: Data, number: int) -> None:
    if len(data["statements"]) > 2:
        gone = data["statements"].pop(number % len(data["statements"]))["id"]
        for each in data["statements"]:
            kept = [link for link in each.get("relations", ()) if gone not in link.values()]
            each.pop("relations", None)
            each |= {"relations": kept} if kept else {}


def renamed(data: Data, number: int) -> None:
    each = chosen(data, number)
    old, each["id"] = each["id"], f"{each['id']}-{number}"
    each["former_ids"] = [*each.get("former_ids", ()), old]
    for other in data["statements"]:
        for link in other.get("relations", ()):
            link |= {kind: each["id"] for kind, target in link.items() if target == old}


def withdrawn(data: Data, number: int) -> None:
    each = chosen(data, number)
    each["status"] = "withdrawn"
    each["corrections"] = [{"on": "2063-01-01", "reason": f"Never said, {number}."}]


def corrected(data: Data, number: int) -> None:
    chosen(data, number)["corrections"] = [{"on": f"2032-02-{1 + number % 28:02}", "reason": "x" * (1 + number)}]


def on(section: str, name: str) -> Edit:
    def edit(data: Data, number: int) -> None:
        data[section][number % len(data[section])][name] = f"{name} {number}"

    return edit


def reordered(data: Data, number: int) -> None:
    actor = data["actors"][number % 2]
    known = actor.get("identifiers") or {"wikidata": f"Q{number}", "viaf": "2", "isni": "3"}
    actor["identifiers"] = dict(reversed(known.items()))


def moved_topic(data: Data, number: int) -> None:
    data["topics"].append({"id": f"t-{len(data['topics'])}", "name": f"T {number}", "broader": "dues"})
    each = chosen(data, number)
    each["topics"] = [{"topic": data["topics"][number % len(data["topics"])]["id"]}]


def retracted(data: Data, number: int) -> None:
    data["sources"][0].pop("retraction", None)
    if number % 3:
        data["sources"][0]["retraction"] = {"on": f"2062-04-{1 + number % 28:02}", "reason": "x"}


def outlet(data: Data, number: int) -> None:
    data["sources"].append(
        {"id": f"o-{len(data['sources'])}", "title": f"O {number}", "outlet": "tide-news", "published_on": "2061"}
    )
    data["statements"][0]["reports"].append(
        {"source": data["sources"][-1]["id"], "mode": "direct", "text": "The dues will rise."}
    )


def drafted(data: Data, number: int) -> None:
    chosen(data, number)["status"] = ["draft", "published", "disputed", "misattributed"][number % 4]
    corrected(data, number)


EDITS: dict[str, Edit] = {
    "more": more,
    "many": many,
    "answered": answered,
    "words": words,
    "removed": removed,
    "renamed": renamed,
    "withdrawn": withdrawn,
    "corrected": corrected,
    "drafted": drafted,
    "topic": moved_topic,
    "retracted": retracted,
    "outlet": outlet,
    "actor": on("actors", "name"),
    "description": on("actors", "description"),
    "source": on("sources", "title"),
    "note": on("statements", "note"),
    "place": on("statements", "place"),
    "identifiers": reordered,
    "nothing": lambda data, number: None,
}


class Folder:
    """A record that is edited, and its pages as they are pressed, with and without those that were pressed before."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.number = folder, 0
        self.before, self.last, self.shell = Before(), Last(), "shell"
        self.known: Known = {}  # what the preview has read
        self.printed: dict[Read, bytes] = {}
        draw(folder, {"data/record.yaml": "", "docs/index.md": "# Home\n"})

    def pressed(self, data: Data, config: Config, *, whole: bool) -> dict[str, bytes] | None:
        """What is pressed of a record; nothing where it has errors."""
        path = self.folder / "data" / "record.yaml"
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        settings = Settings(config=config, root=self.folder, docs=self.folder / "docs")
        site, _ = load_site(settings)
        if site is None:
            return None

        def render(path: str, matter: Mapping[str, str], address: str, content: str) -> str:
            told = " ".join(f"{name}={matter[name]}" for name in sorted(matter) if name != "updated")
            return f"{self.shell} {relative('actors/', path)} {address} {told} <{content}>"

        shells = Shells(render, site_url=config.site_url, linked=["", "actors/"])
        self.number += 1
        folder = self.folder / str(self.number)
        made_in = world(site.edition)
        press = Press(site, shells, folder, Before() if whole else self.before, {})
        manifest = press.run(lambda: write_downloads(site, folder), at_once=1)
        self.unchanged, self.pages = press.unchanged, len(site.refs)
        if not whole:
            done = press.done(manifest, folder)
            self.before = Before(folder, *unpacked(as_kept(manifest, done.prints, made_in), made_in))
            self._preview(settings, shells, press.kept)
        return tree(folder)

    def _preview(self, settings: Settings, shells: Shells, kept: frozenset[str]) -> None:
        """Have the same site in one folder, which is brought up to date."""
        site, _ = load_site(settings, known=self.known)
        assert site
        target, staging, made_in = self.folder / "preview", self.folder / "staging", world(site.edition)
        before = self.last.before(target, made_in)
        press = Press(site, shells, staging, before, {})
        if before.then:
            found = set(filter(press.prints.like(before.then), before.manifest.reads.held))
            assert all(press.prints.of(read) == self.printed[read] for read in found)
        manifest = press.run(lambda: write_downloads(site, staging), at_once=1)
        assert press.kept == kept, "by comparing it finds what it finds by prints"
        self.printed = {read: press.prints.of(read) for read in manifest.reads.held}
        draw(staging, {f"by-hand/{self.number % 4}.txt": "", "404.html": ""})
        self.last.publish(staging, target, before, site, manifest)
        shutil.rmtree(staging, ignore_errors=True)
        self.last = Last(press.at_hand(manifest, target), made_in, None, self.last.files)

    def previewed(self) -> dict[str, bytes]:
        """What is shown of the record."""
        files = tree(self.folder / "preview")
        assert files.pop("404.html") == b"" == files.pop(f"by-hand/{self.number % 4}.txt")
        return files


@settings(
    max_examples=int(os.environ.get("ONRECORD_EDITS", "12")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 60)), min_size=1, max_size=6))
def test_after_any_edits_pages_are_those_of_a_whole_build(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, int]]
) -> None:
    folder = Folder(tmp_path_factory.mktemp("edited"))
    config = Config(data=(folder.folder / "data",), site_url="https://record.example.org/")
    data = start()
    assert folder.pressed(data, config, whole=False)
    for name, number in edits:
        edited = copy.deepcopy(data)
        EDITS[name](edited, number)
        made = folder.pressed(edited, config, whole=False)
        if made is None:  # the edit was an error: the next begins with what was before
            continue
        data = edited
        assert made == folder.previewed(), (name, number)
        assert made == folder.pressed(edited, config, whole=True), (name, number)
    shutil.rmtree(folder.folder)


@pytest.mark.parametrize("anchor", ["", "#correction-2032-02-01-1"])
def test_it_is_told_when_a_page_that_was_taken_over_leads_to_what_is_gone(tmp_path: Path, anchor: str) -> None:
    folder, data = Folder(tmp_path), start()
    config = Config(data=(tmp_path / "data",), site_url="https://record.example.org/")
    corrected(data, 0)
    assert folder.pressed(data, config, whole=False)
    page = f"statements/{data['statements'][0]['id']}/"
    manifest = folder.before.manifest
    assert manifest.has(page + anchor)
    kept = manifest.pages["sources/source-a/"]  # it has nothing to do with it
    leading = replace(kept, targets=kept.targets + manifest.places.numbers([page + anchor]))
    manifest.pages["sources/source-a/"] = leading
    assert folder.pressed(data, config, whole=False)
    folder.before.manifest.pages["sources/source-a/"] = leading
    if anchor:
        del data["statements"][0]["corrections"]
    else:
        removed(data, 0)
    with pytest.raises(DanglingLinkError, match=f"{page}{anchor} [(]from sources/source-a/[)]$"):
        folder.pressed(data, config, whole=False)


def test_search_records_are_made_from_what_they_are_said_to_be_made_from(tmp_path: Path) -> None:
    draw(tmp_path, {"data/record.yaml": yaml.safe_dump(start(), allow_unicode=True)})
    settings = Settings(config=Config(data=(tmp_path / "data",)), root=tmp_path, docs=tmp_path)
    site, _ = load_site(settings)
    assert site
    _, reads = site.edition.reads.during(lambda: list(site.search_records()))
    assert {name for name, _ in reads} == {*SEARCHED}


def test_only_the_page_of_downloads_which_is_made_last_tells_of_them(tmp_path: Path) -> None:
    draw(tmp_path, {"data/record.yaml": yaml.safe_dump(start(), allow_unicode=True)})
    site, _ = load_site(Settings(config=Config(data=(tmp_path / "data",)), root=tmp_path, docs=tmp_path))
    assert site
    found = set()
    for ref in site.refs:
        _, reads = site.edition.reads.during(lambda ref=ref: (site.sheet(ref), list(of_page(site.edition, ref))))
        found |= {ref for name, _ in reads if name in ("files", "tables")}
    assert found == {DATA}


# whole sites


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site that was built."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = draw_site(tmp_path / "record", data__more_yaml=yaml.safe_dump(start(), allow_unicode=True))
    (folder / "data" / "record.yaml").unlink()
    draw(folder, {"docs/method.md": "# Method\n\n[Ada](actors/ada-lin.md)\n", "mine/README": "Mine.\n"})
    settle(folder, templates="mine")
    built(folder)
    return folder


def settle(folder: Path, **options: object) -> None:
    """Give the plugin these options too."""
    path = folder / "mkdocs.yml"
    made = yaml.safe_load(path.read_text(encoding="utf-8"))
    (plugin,) = made["plugins"]
    made["plugins"] = [{"onrecord": (plugin["onrecord"] if isinstance(plugin, dict) else {}) | options}]
    path.write_text(yaml.safe_dump(made), encoding="utf-8")


def built(folder: Path) -> tuple[int, int]:
    """How many generated pages a build tells of, and how many it took over."""
    said = run("mkdocs", "build", "--strict", cwd=folder).stderr
    found = re.search(r"(\d+) generated pages, (\d+) of them as they were", said)
    assert found, said
    return int(found[1]), int(found[2])


def whole(folder: Path) -> dict[str, bytes]:
    """The site as it is built from nothing."""
    shutil.copytree(folder, folder.parent / "whole", ignore=shutil.ignore_patterns("site"))
    assert built(folder.parent / "whole")[1] == 0
    found = tree(folder.parent / "whole" / "site")
    shutil.rmtree(folder.parent / "whole")
    return found


def places(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file of the site, with its number on the disk and its time of change."""
    found = (folder / "site").rglob("*")
    stats = {path.relative_to(folder / "site").as_posix(): path.stat() for path in found if path.is_file()}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in stats.items()}


def test_the_record_is_gone_from_memory_when_what_was_built_is_noted(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = """
import gc
from onrecord import before
from onrecord.site import Site

def packed(*arguments, packed=before.packed):
    print(sum(type(each) is Site for each in gc.get_objects()), "sites", flush=True)
    return packed(*arguments)

before.LARGE, before.packed = 0, packed
"""
    draw(site.parent, {"sitecustomize.py": code})
    monkeypatch.setenv("PYTHONPATH", str(site.parent), prepend=os.pathsep)
    assert "0 sites" in run("mkdocs", "build", cwd=site).stdout


def test_only_what_changed_is_written(site: Path) -> None:
    before, files = places(site), tree(site / "site")
    edit(site, "data/more.yaml", "Announces higher dues.", "Announces lower dues.")
    pages, taken = built(site)
    assert 10 < taken < pages
    after, now = places(site), tree(site / "site")
    assert now == whole(site)
    changed = {name for name in now if now[name] != files.get(name)}
    assert "statements/2031-03-04-lin-dues/index.html" in changed
    assert "statements/2031-03-05-ek-no/index.html" not in changed
    # MkDocs itself writes what is the owner's own
    beside = {name for name in now if name.endswith(("/index.html", "/index.json", "/feed.xml"))} - {
        "method/index.html"
    }
    assert {name for name in beside if after[name] != before[name]} == changed & beside


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def template(folder: Path) -> None:
    text = (theme.PAGES / "source.html").read_text(encoding="utf-8")
    draw(folder, {"mine/source.html": text + "\n<p>Our own.</p>\n"})


def may_take_in(folder: Path) -> None:
    template(folder)
    edit(folder, "mine/source.html", "<p>Our own.</p>", "{% include ['none.html', 'some.html'] %}")
    draw(folder, {"mine/some.html": "<p>Before.</p>\n"})
    built(folder)
    draw(folder, {"mine/some.html": "<p>After.</p>\n"})


def parts_of_templates(folder: Path) -> None:
    draw(folder, {"mine/_parts.html": (theme.PAGES / "_parts.html").read_text(encoding="utf-8") + "\n<!-- -->\n"})


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing": (lambda folder: None, ""),
    "an owner's template": (template, "sources"),
    "what an owner's template may take in": (may_take_in, "sources"),
    "what all templates take in": (parts_of_templates, "all"),
    "the site's name": (lambda folder: edit(folder, "mkdocs.yml", "The Test Record", "Another"), "all"),
    "the site's address": (lambda folder: edit(folder, "mkdocs.yml", "record.example", "other.example"), "all"),
    "a word of the site": (lambda folder: settle(folder, texts={"Statements": "Utterances"}), "all"),
    "the language": (lambda folder: settle(folder, language="he"), "all"),
    "what no page shows": (lambda folder: settle(folder, longest=999_999), ""),
    "a page of the owner's own": (lambda folder: draw(folder, {"docs/method.md": "# Method\n\nNew.\n"}), ""),
    "one more in the menu": (lambda folder: draw(folder, {"docs/other.md": "# Other\n"}), "all"),
    "the home page": (lambda folder: draw(folder, {"docs/index.md": "# Other\n"}), ""),
    "order of the files": (lambda folder: (folder / "data" / "more.yaml").rename(folder / "data" / "a.yaml"), ""),
}  # fmt: skip


@pytest.mark.parametrize(("change", "concerned"), CHANGES.values(), ids=CHANGES)
def test_a_change_concerns_what_it_concerns(site: Path, change: Callable[[Path], object], concerned: str) -> None:
    change(site)
    pages, taken = built(site)
    assert tree(site / "site") == whole(site)
    if concerned == "all":
        assert taken <= 1  # the home page, which MkDocs lays out
    else:
        made = [name for name in tree(site / "site") if concerned and name.startswith(f"{concerned}/")]
        assert pages - taken == len([name for name in made if name.count("/") == 2 and name.endswith(".html")])


def test_a_page_is_called_by_its_title_of_today_in_the_menu_of_all(site: Path) -> None:
    path = site / "mkdocs.yml"
    path.write_text(path.read_text(encoding="utf-8") + "nav: [index.md, actors/ada.md]\n", encoding="utf-8")
    built(site)
    edit(site, "data/more.yaml", "name: Ada Lin", "name: Ada Linn")
    _, taken = built(site)
    assert taken <= 1
    assert tree(site / "site") == whole(site)


def test_what_no_template_is_given_concerns_no_page(site: Path) -> None:
    template(site)
    edit(site, "mine/source.html", "<p>Our own.</p>", "<p>{{ site.longest }} {{ site.require }}</p>")
    pages, taken = built(site)
    assert taken < pages
    settle(site, longest=999_999)
    assert built(site) == (pages, pages)
    assert tree(site / "site") == whole(site)


def test_the_search_index_stays_where_nothing_that_it_holds_has_changed(site: Path) -> None:
    def index() -> dict[str, tuple[int, int]]:
        return {name: place for name, place in places(site).items() if name.startswith("pagefind/")}

    before = index()
    edit(site, "mkdocs.yml", "record.example", "record.example")
    draw(site, {"mine/source.html": (theme.PAGES / "source.html").read_text(encoding="utf-8") + "\n<p>x</p>\n"})
    built(site)
    assert before == index() != {}
    for change in (
        lambda: edit(site, "data/more.yaml", "Announces higher dues.", "Announces lower dues."),
        lambda: draw(site, {"docs/method.md": "# Method\n\nUnheard-of words.\n"}),
        lambda: (site / "site" / "pagefind" / "pagefind-entry.json").write_text("{}", encoding="utf-8"),
    ):
        change()
        built(site)
        assert index() != before
        assert tree(site / "site") == whole(site)
        before = index()


def test_a_receipt_that_is_gone_concerns_what_shows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "record"
    for name in ("data", "docs"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    built(folder)
    receipts = folder / "data" / "receipts.json"
    lines = receipts.read_text(encoding="utf-8").splitlines(keepends=True)
    assert len(lines) > 5
    receipts.write_text("".join(lines[:3] + lines[4:]), encoding="utf-8")
    pages, taken = built(folder)
    assert 0 < taken < pages
    assert tree(folder / "site") == whole(folder)


@pytest.mark.parametrize(("pages", "kept"), [(MUCH + 1, True), (MUCH, False)])
def test_in_a_preview_of_much_the_index_is_made_once(pages: int, kept: bool) -> None:
    last, manifest = Last(), Manifest()
    assert not last.keeps_index(Before(), pages)  # there is none yet
    last = Last()
    manifest.add(INDEX, matter={}, files=[File("gone", 1, 1, b"")], reads=[], targets=[], anchors=[])
    assert last.keeps_index(Before(Path("site"), manifest), pages) == kept
    assert last.outdated
    manifest.add(INDEX, matter={}, files=[], reads=[], targets=[], anchors=[])  # noted as if nothing had changed
    assert last.keeps_index(Before(Path("site"), manifest), pages) == kept
    assert last.outdated


@pytest.mark.parametrize("harm", ["edited", "edited in place", "gone", "a link", "a folder"])
def test_what_others_have_done_to_the_site_is_undone(site: Path, harm: str) -> None:
    path = site / "site" / "actors" / "bo-ek" / "index.html"
    content, stat = path.read_bytes(), path.stat()
    if harm == "edited":
        path.write_bytes(content + b"<p>Evil.</p>")
    elif harm == "edited in place":
        path.write_bytes(content.replace(b"Bo Ek", b"Bo Ok"))
    else:
        path.unlink()
    if harm == "a link":
        path.symlink_to(site / "mkdocs.yml")
    elif harm == "a folder":
        path.mkdir()
    pages, taken = built(site)
    assert taken == pages - 1
    assert path.read_bytes() == content
    assert path.is_file()
    assert not path.is_symlink()
    assert tree(site / "site") == whole(site)
    assert stat.st_mtime_ns != path.stat().st_mtime_ns


def test_a_site_that_was_copied_with_other_times_is_known_by_its_content(site: Path) -> None:
    for path in (site / "site").rglob("*.html"):
        os.utime(path, (1, 1))
    pages, taken = built(site)
    assert pages == taken


@pytest.mark.parametrize("harm", ["cut", "changed", "empty", "a folder", "of another program", "gone"])
def test_without_a_good_manifest_all_is_built(site: Path, harm: str) -> None:
    (manifest,) = (site.parent / "cache" / "onrecord").iterdir()
    content = manifest.read_bytes()
    manifest.unlink()
    if harm == "a folder":
        manifest.mkdir()
    elif harm != "gone":
        other = b"".join(packed(Manifest(), b"", b"another world"))
        bad = {
            "cut": content[:-9],
            "changed": content[:50] + b"x" + content[51:],
            "empty": b"",
            "of another program": other,
        }
        manifest.write_bytes(bad[harm])
    files = tree(site / "site")
    assert built(site)[1] == 0
    assert tree(site / "site") == files


def test_nothing_of_a_site_can_vouch_for_itself(site: Path) -> None:
    # a stranger's change may bring a site along, but not what is known of the site that was built
    shutil.rmtree(site.parent / "cache")
    path = site / "site" / "actors" / "bo-ek" / "index.html"
    path.write_bytes(path.read_bytes().replace(b"Bo Ek", b"Bo Ok"))
    assert built(site)[1] == 0
    assert tree(site / "site") == whole(site)


def test_where_nothing_can_be_kept_in_mind_the_site_is_built_all_the_same(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(site, {"cache": "a file"})
    monkeypatch.setenv("XDG_CACHE_HOME", str(site / "cache"))
    said = run("mkdocs", "build", "--strict", cwd=site).stderr
    assert "the next build will be a whole one" in said
    assert "0 of them as they were" in said


def test_where_files_have_one_name_each_they_are_copied(site: Path) -> None:
    draw(
        site, {"mine.py": "import errno, os\ndef link(*names):\n    raise OSError(errno.EPERM, 'no')\nos.link = link\n"}
    )
    code = "import mine, runpy, sys; sys.argv[:] = ['mkdocs', 'build']; runpy.run_module('mkdocs', run_name='__main__')"
    edit(site, "data/more.yaml", "Announces higher dues.", "Announces lower dues.")
    done = subprocess.run([sys.executable, "-c", code], cwd=site, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert ", 0 of them" not in done.stderr
    (site / "mine.py").unlink()
    assert tree(site / "site") == whole(site)


def test_a_link_of_the_owners_own_that_leads_nowhere_any_more_is_told(site: Path) -> None:
    text = (theme.PAGES / "source.html").read_text(encoding="utf-8")
    draw(site, {"mine/source.html": text + '\n<p><a href="../../actors/bo-ek/">Bo</a></p>\n'})
    built(site)
    record = yaml.safe_load((site / "data" / "more.yaml").read_text(encoding="utf-8"))
    record["actors"].append({"id": "cy", "name": "Cy"})
    text = (
        yaml.safe_dump(record, allow_unicode=True)
        .replace("bo-ek", "cy")
        .replace("2031-03-05-cy-no", "2031-03-05-ek-no")
    )
    record = yaml.safe_load(text)
    record["actors"] = list({each["id"]: each for each in record["actors"]}.values())
    (site / "data" / "more.yaml").write_text(yaml.safe_dump(record, allow_unicode=True), encoding="utf-8")
    assert "actors/bo-ek/ (from sources/" in run("mkdocs", "build", cwd=site, code=1).stderr


class Now(Prints):
    """What each look finds now: a word for each key."""

    def __init__(self, **words: str) -> None:
        self.words = words

    def of(self, read: Read) -> bytes:
        return digest(self.words[read[1]].encode()) if read[1] in self.words else bytes(SIZE)


def test_a_build_that_failed_leaves_no_trace_in_what_is_known_of_the_last(tmp_path: Path) -> None:
    def built(last: Before, now: Now, *, kept: list[str], **pages: str) -> Manifest:
        last.judge(now)
        assert [path for path in last.manifest.pages if last.holds(path)] == kept
        manifest = last.manifest.continued(kept)
        for path, key in pages.items():
            manifest.add(path, matter={}, files=[], reads=[("m", key)], targets=[], anchors=[])
        return manifest

    now = Now(x="1", y="2")
    last = Before().continued(tmp_path, built(Before(), now, kept=[], a="x", b="y"), now)
    failed = Now(x="1", y="3", z="4")
    built(last, failed, kept=["a"], b="y", c="z")
    now = Now(x="5", y="2", z="6")
    last = last.continued(tmp_path, built(last, now, kept=["b"], a="x", d="z"), now)
    built(last, now, kept=["b", "a", "d"])
    built(last, Now(x="5", y="2"), kept=["b", "a"])
    built(last, Now(y="2", z="6"), kept=["b", "d"])


def test_what_no_page_has_used_for_long_leaves_the_tables_of_a_manifest() -> None:
    def add(manifest: Manifest, path: str, *keys: str) -> None:
        reads: list[Read] = [("m", key) for key in keys]
        manifest.add(path, matter={}, files=[], reads=reads, targets=keys, anchors=[])

    manifest = Manifest()
    add(manifest, "a/", "1", "2")
    add(manifest, "b/", "2", "3")
    for number in range(100):
        manifest, _ = unpacked(as_kept(manifest.continued(["a/"]), b"", b"w"), b"w")
        add(manifest, "b/", f"of build {number}")
        for path, keys in (("a/", ["1", "2"]), ("b/", [f"of build {number}"])):
            entry = manifest.pages[path]
            assert list(manifest.reads.named(entry.reads)) == [("m", key) for key in keys]
            assert list(manifest.places.named(entry.targets)) == keys
        assert len(manifest.reads.held) < 10


def test_a_manifest_comes_back_as_it_was() -> None:
    manifest = Manifest()
    manifest.add(
        "a/",
        matter={"kind": "x"},
        files=[File("index.html", 3, 2**62, b"0" * 16)],
        reads=[("m", "k"), ("m", None), ("r", ("a", "b", ("c",)))],
        targets=["b/", "c/#d"],
        anchors=["d"],
    )
    again, prints = unpacked(as_kept(manifest, b"123", b"w"), b"w")
    assert prints == b"123"
    assert (again.pages, again.reads.held, again.places.held) == (
        manifest.pages,
        manifest.reads.held,
        manifest.places.held,
    )
    assert unpacked(as_kept(manifest, prints, b"w"), b"v")[0].pages == {}


def test_a_manifest_of_another_form_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = Manifest()
    manifest.add("a/", matter={}, files=[], reads=[], targets=[], anchors=[])
    kept = as_kept(manifest, b"", b"w")
    assert set(unpacked(kept, b"w")[0].pages) == {"a/"}
    monkeypatch.setattr("onrecord.manifest.FORM", FORM + 1)
    assert unpacked(kept, b"w")[0].pages == {}


def file(name: str, content: bytes, changed: int = 0) -> File:
    return File(name, len(content), changed, digest(content))


def test_a_manifest_knows_what_can_be_led_to() -> None:
    manifest = Manifest()
    manifest.add("a/", matter={}, files=[file("index.html", b"x")], reads=[], targets=["b/#z"], anchors=["d"])
    manifest.add("c/", matter={}, files=[], reads=[], targets=[], anchors=["e"])
    manifest.pages["a/"] = manifest.pages["a/"].with_files([file("cite.bib", b"y")])
    assert [each.name for each in manifest.pages["a/"].files] == ["index.html", "cite.bib"]
    there = {"a/", "a/#d", "a/index.html", "a/cite.bib"}
    assert set(manifest.all_of("a/")) == there
    asked = ("a/x.bib", "a/cite", "a/#z", "a/#e", "b/", "b/cite.bib", "cite.bib", "")
    assert {target for target in (*there, *asked) if manifest.has(target)} == there


def before_of(folder: Path, content: bytes) -> Before:
    """What was built: a page with one file, which is there."""
    path = draw(folder, {"a/index.html": content}) / "a" / "index.html"
    manifest = Manifest()
    held = [file("index.html", content, path.stat().st_mtime_ns)]
    manifest.add("a/", matter={}, files=held, reads=[], targets=[], anchors=[])
    return Before(folder, manifest)


@pytest.mark.parametrize(
    ("harm", "sound"),
    [
        ("none", True),
        ("another time", True),
        ("cut, of the same time", False),
        ("a link to a copy", False),
        ("gone", False),
    ],
)
def test_a_page_is_taken_over_if_its_file_is_the_one_that_was_written(tmp_path: Path, harm: str, sound: bool) -> None:
    built = before_of(tmp_path, b"content")
    path = tmp_path / "a" / "index.html"
    changed = path.stat().st_mtime_ns
    if harm == "another time":
        os.utime(path, (1, 1))
    elif harm == "cut, of the same time":
        path.write_bytes(b"conte")
        os.utime(path, ns=(changed, changed))
    elif harm == "a link to a copy":
        path.rename(tmp_path / "copy")
        path.symlink_to("../copy")  # which is as long as the content
    elif harm == "gone":
        path.unlink()
    assert built.holds("a/") == sound
    assert built.is_same(built.manifest, "a/") == sound
    taken = built.take_over_file("a/", "index.html", digest(b"content"), tmp_path / "new")
    assert taken == (tmp_path / "new" / "a" / "index.html").exists() == sound
    assert not built.take_over_file("a/", "index.html", digest(b"CONTENT"), tmp_path / "newer")


@pytest.mark.parametrize(
    ("files", "same"),
    [
        ([("index.html", b"content")], True),
        ([("index.html", b"CONTENT")], False),
        ([("other.html", b"content")], False),
        ([("index.html", b"content"), ("cite.bib", b"x")], False),
        ([], False),
    ],
)
def test_a_page_made_again_is_the_same_if_its_files_have_the_same_content(
    tmp_path: Path, files: list[tuple[str, bytes]], same: bool
) -> None:
    made = Manifest()
    made.add("a/", matter={}, files=[file(*each, changed=7) for each in files], reads=[], targets=[], anchors=[])
    assert before_of(tmp_path, b"content").is_same(made, "a/") == same
    assert not Before(tmp_path).is_same(made, "a/")


@pytest.mark.parametrize("number", [0, 1, 1_999, 2_000, 2_001, 4_500])
def test_a_manifest_of_any_size_comes_back_as_it_was(number: int) -> None:
    manifest = Manifest()
    for each in range(number):
        reads: list[Read] = [("statements", str(each)), ("receipts", ("a", str(each % 7), "b")), ("published", None)]
        manifest.add(
            f"{each}/", matter={"kind": str(each % 3)}, files=[], reads=reads, targets=[f"{each}/"], anchors=[]
        )
    prints = os.urandom(SIZE * len(manifest.reads.held))
    again, printed = unpacked(as_kept(manifest, prints, b"w"), b"w")
    assert (again.pages, again.reads.held, again.places.held) == (
        manifest.pages,
        manifest.reads.held,
        manifest.places.held,
    )
    assert (printed, again.settled) == (prints, None)


def test_a_record_that_nobody_needs_any_more_is_let_go(tmp_path: Path) -> None:
    def alive() -> int:
        collector.look()
        return sum(isinstance(each, Edition) for each in gc.get_objects())

    draw(tmp_path, {"data/record.yaml": yaml.safe_dump(start(), allow_unicode=True)})
    settings = Settings(config=Config(data=(tmp_path / "data",)), root=tmp_path, docs=tmp_path)
    before = alive()
    for _ in range(3):
        site, _ = load_site(settings)
        assert site
        assert len(list(site.pages())) == len(site.refs)
        assert gc.get_freeze_count() > 0
        assert gc.isenabled()
    assert alive() == before + 1
    del site
    assert alive() == before
    collector.look_soon()
    load_site(settings)
    patience = time.monotonic() + 20
    while gc.get_freeze_count() and time.monotonic() < patience:
        time.sleep(0.05)
    assert not gc.get_freeze_count()

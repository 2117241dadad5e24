"""The main job: from plain files to a built site, as a user builds it."""

import os
import re
import shutil
from pathlib import Path

import pytest

from drawing import RECORD, draw, draw_site, html_paths, run, tree

WORLD = Path(__file__).parent / "world"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site, built once."""
    folder = draw_site(tmp_path_factory.mktemp("site"), docs__method_md="# Method\n\n[Ada](actors/ada-lin.md)\n")
    run("mkdocs", "build", "--strict", cwd=folder)
    return folder / "site"


def text(page: Path) -> str:
    return (page / "index.html").read_text(encoding="utf-8")


def test_every_planned_page_is_built_and_no_other(built: Path) -> None:
    assert html_paths(built) == {
        "",
        "404.html",
        "actors/",
        "actors/ada-lin/",
        "actors/ada/",
        "actors/bo-ek/",
        "actors/tide-news/",
        "corrections/",
        "data/",
        "method/",
        "positions/",
        "quality/",
        "search/",
        "sources/",
        "sources/tide-1/",
        "statements/",
        "statements/2031-03-04-lin-dues/",
        "statements/2031-03-05-ek-no/",
        "timeline/",
        "timeline/2031/",
        "topics/",
        "topics/dues/",
        "topics/ports/",
    }


def test_the_home_page_opens_with_the_hand_written_words_and_lists_the_newest_statements(built: Path) -> None:
    page = text(built)
    assert "All that was said." in page
    assert page.index("a wall&#32;") < page.index("The dues will rise in May")


def test_a_statement_shows_its_words_speaker_role_chain_and_what_rejects_it(built: Path) -> None:
    page = text(built / "statements" / "2031-03-04-lin-dues")
    for part in ("The dues will rise in May.", "Minister of Ports", "Tide News", "Rejected by", "../../actors/bo-ek/"):
        assert part in page


def test_words_are_told_apart_by_whose_they_are(built: Path) -> None:
    page = text(built / "statements" / "2031-03-05-ek-no")
    assert '<span class="reporter">Ek called the plan&#32;</span><span class="speaker">“a wall&#32;</span>' in page
    assert '<span class="editor">&#91;of stone&#93;</span>' in page


def test_a_topic_holds_the_statements_of_the_topics_below_it_and_who_stands_where(built: Path) -> None:
    assert "The dues will rise in May." in text(built / "topics" / "ports")
    page = text(built / "topics" / "dues")
    assert re.search(r'class="stance opposes" href="../../statements/2031-03-05-ek-no/"', page)


def test_a_former_id_leads_to_the_page_of_today(built: Path) -> None:
    page = text(built / "actors" / "ada")
    assert '<meta http-equiv="refresh" content="0; url=&#46;&#46;&#47;ada-lin&#47;">' in page
    assert '<a href="../../actors/ada-lin/">Ada Lin</a>' in page


def test_a_query_in_an_address_survives(built: Path) -> None:
    assert 'href="https&#58;&#47;&#47;tide&#46;example&#46;org&#47;1&#63;a&#61;1&#38;b&#61;2"' in text(
        built / "sources" / "tide-1"
    )


def test_no_page_asks_another_host_for_anything(built: Path) -> None:
    loaded = re.compile(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(https?:)?//', re.IGNORECASE)
    for name, content in tree(built).items():
        if name.endswith(".html"):
            page = re.sub(r'<link rel="canonical"[^>]*>', "", content.decode())
            assert not loaded.search(page), name


def test_an_error_in_the_data_builds_nothing_and_leaves_the_last_good_site(tmp_path: Path) -> None:
    folder = draw_site(tmp_path)
    run("mkdocs", "build", cwd=folder)
    before = tree(folder / "site")
    draw(folder, {"data/more.yaml": "statements:\n  - {id: x, speakers: nobody, said_on: 2031-02-30}\n"})
    done = run("mkdocs", "build", cwd=folder, code=1)
    assert "data/more.yaml:2:40: error[bad-date]" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(folder / "site") == before
    assert sorted(path.name for path in folder.iterdir()) == ["data", "docs", "mkdocs.yml", "site"]


def test_what_is_gone_from_the_data_is_gone_from_the_site(tmp_path: Path) -> None:
    folder = draw_site(tmp_path)
    draw(folder, {"data/more.yaml": "actors:\n  - {id: canary, name: Kanarek Zzyzx}\n"})
    run("mkdocs", "build", cwd=folder)
    assert (folder / "site/actors/canary/index.html").is_file()
    (folder / "data/more.yaml").unlink()
    run("mkdocs", "build", cwd=folder)
    assert not (folder / "site/actors/canary").exists()
    assert not [name for name, content in tree(folder / "site").items() if b"Zzyzx" in content]


def test_a_hand_written_page_in_the_place_of_a_generated_one_is_refused(tmp_path: Path) -> None:
    folder = draw_site(tmp_path, docs__actors__index_md="# Mine\n")
    done = run("mkdocs", "build", cwd=folder, code=1)
    assert "docs/actors/index.md stands where a generated page goes" in done.stderr
    assert not (folder / "site").exists()


def test_a_template_that_links_to_nothing_fails_the_build(tmp_path: Path) -> None:
    folder = draw_site(tmp_path)
    (folder / "mkdocs.yml").write_text(
        "site_name: x\ntheme: {name: onrecord}\nplugins:\n  - onrecord: {templates: mine}\n", encoding="utf-8"
    )
    draw(
        folder,
        {"mine/topics.html": '{% filter block %}<p><a href="../topics/dues/#no-such">x</a></p>{% endfilter %}\n'},
    )
    done = run("mkdocs", "build", cwd=folder, code=1)
    assert "links that lead nowhere: topics/dues/#no-such (from topics/)" in done.stderr
    assert not (folder / "site").exists()


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("{data: nowhere}", "error[file-unreadable]"),
        ("{language: english}", "`language: english` is not a language tag"),
        ("{search: lunr}", "write pagefind or none"),
        ("{templates: nowhere}", "there is no such folder"),
    ],
)
def test_a_wrong_setting_is_told_in_one_sentence(tmp_path: Path, option: str, said: str) -> None:
    folder = draw_site(tmp_path)
    (folder / "mkdocs.yml").write_text(
        f"site_name: x\ntheme: {{name: onrecord}}\nplugins:\n  - onrecord: {option}\n", encoding="utf-8"
    )
    done = run("mkdocs", "build", cwd=folder, code=1)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_drafts_are_nowhere_and_withdrawn_statements_leave_a_tombstone(tmp_path: Path) -> None:
    more = """
        statements:
          - {id: secret, speakers: bo-ek, summary: Xylograph, status: draft, relations: [{rejects: 2031-03-04-lin-dues}]}
          - id: taken-back
            speakers: bo-ek
            status: withdrawn
            said_on: 2031
            topics: ports
            summary: Quokka
            corrections: [{on: 2031-04-01, reason: It was never said.}]
    """
    folder = draw(draw_site(tmp_path), {"data/more.yaml": more})
    run("mkdocs", "build", "--strict", cwd=folder)
    site = tree(folder / "site")
    assert not [name for name, content in site.items() if b"Xylograph" in content or b"secret" in content]
    assert not [name for name, content in site.items() if b"Quokka" in content]
    assert "It was never said." in site["statements/taken-back/index.html"].decode()


def test_the_same_data_give_the_same_bytes_whatever_the_folder_locale_zone_seed_mask_and_order_of_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = draw_site(tmp_path / "one")
    actors, _, rest = RECORD.partition("topics:")
    topics, _, rest = rest.partition("sources:")
    other = draw(
        tmp_path / "another folder",
        {
            "mkdocs.yml": (one / "mkdocs.yml").read_text(encoding="utf-8"),
            "docs/index.md": (one / "docs/index.md").read_text(encoding="utf-8"),
            "data/z/first.yaml": "topics:" + topics,
            "data/b.yaml": "sources:" + rest,
            "data/a/deep/last.yml": actors,
        },
    )
    built_elsewhere(one, monkeypatch, zone="UTC", language="C", seed="0", clock="0", umask=0o022)
    built_elsewhere(
        other, monkeypatch, zone="Asia/Tehran", language="C.UTF-8", seed="4711", clock="2000000000", umask=0o077
    )
    assert tree(one / "site") == tree(other / "site")


def test_the_whole_world_gives_the_same_bytes_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "the other"):
        shutil.copytree(WORLD, tmp_path / name, ignore=shutil.ignore_patterns("site"))
    one, other = tmp_path / "one", tmp_path / "the other"
    built_elsewhere(one, monkeypatch, zone="UTC", language="C", seed="1", clock="0", umask=0o022)
    built_elsewhere(
        other, monkeypatch, zone="America/Lima", language="C.UTF-8", seed="2", clock="2000000000", umask=0o027
    )
    assert tree(one / "site") == tree(other / "site")


def built_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, zone: str, language: str, seed: str, clock: str, umask: int
) -> None:
    """Build as on a machine of that time zone, locale, hash seed, clock and file mode mask."""
    for name, value in {"TZ": zone, "LC_ALL": language, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": clock}.items():
        monkeypatch.setenv(name, value)
    before = os.umask(umask)
    try:
        run("mkdocs", "build", "--strict", cwd=folder)
    finally:
        os.umask(before)


@pytest.mark.parametrize("site_dir", ["data", "data/site", ".", "captures", "mine/site", "theme", "hooks"])
def test_a_site_is_never_built_over_what_is_the_owners(
    tmp_path: Path, site_dir: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = draw(draw_site(tmp_path), {"mine/x": "", "captures/x": "", "theme/x": "", "hooks/a.py": ""})
    settings = (
        f"site_name: x\nsite_dir: {site_dir}\ntheme: {{name: onrecord, custom_dir: theme}}\nhooks: [hooks/a.py]\n"
        "plugins:\n  - onrecord: {templates: mine, allow: [hooks/a.py]}\n"
    )
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    before = tree(folder)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    done = run("mkdocs", "build", cwd=folder, code=1)
    assert "would be built over" in done.stderr or site_dir == "."  # which MkDocs refuses itself
    assert "Traceback" not in done.stderr
    assert tree(folder) == before


@pytest.mark.parametrize(
    "name", ["search/index.md", "actors/README.md", "actors/bo-ek/index.md", "topics/dues.md", "sources/index.html"]
)
def test_a_hand_written_page_at_the_address_of_a_generated_one_is_refused(tmp_path: Path, name: str) -> None:
    folder = draw(draw_site(tmp_path), {f"docs/{name}": "# Mine\n"})
    for command in (("mkdocs", "build"), ("onrecord.cli", "pages", "out")):
        done = run(*command, cwd=folder, code=None)
        assert done.returncode in (1, 2)
        assert f"docs/{name} stands where a generated page goes" in done.stderr
    assert not (folder / "site").exists()


@pytest.mark.parametrize("name", ["pagefind.md", "pagefind/index.md", "pagefind/days.json", "pagefind"])
def test_a_file_in_the_place_of_the_search_index_is_refused_where_there_is_one(tmp_path: Path, name: str) -> None:
    folder = draw(draw_site(tmp_path), {f"docs/{name}": "# Mine\n"})
    assert f"docs/{name} stands where" in run("mkdocs", "build", cwd=folder, code=1).stderr
    draw(folder, {"mkdocs.yml": "site_name: x\ntheme: {name: onrecord}\nplugins:\n  - onrecord: {search: none}\n"})
    run("mkdocs", "build", "-q", cwd=folder)
    assert (folder / "site/pagefind").exists()


def test_a_site_is_built_in_the_strangest_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables and a folder that are not UTF-8, nobody's home, the first years of all, a menu with marks of ours."""
    early = "statements:\n  - {id: early, speakers: ada-lin, said_on: '0005', summary: Speaks.}\n"
    marks = "# A \ue001x\ue001 B \ue001content C\n"
    plain, odd = tmp_path / "plain", tmp_path / os.fsdecode(b"\xff")
    for folder in (plain, odd):
        draw(draw_site(folder), {"data/early.yaml": early, "docs/marks.md": marks})
    run("mkdocs", "build", cwd=plain)
    monkeypatch.setenv("ODD", os.fsdecode(b"\xff"))
    run("mkdocs", "build", cwd=odd)
    code = """
        import pathlib
        def no_home(*_, **__):
            raise RuntimeError("Could not determine home directory.")
        pathlib.Path.home = pathlib.Path.expanduser = no_home
        import platformdirs
        platformdirs.user_cache_path = no_home
    """
    draw(tmp_path, {"without/sitecustomize.py": code})
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "without"), prepend=os.pathsep)
    said = run("mkdocs", "build", "--site-dir", "other", cwd=plain).stderr
    assert "what was built cannot be noted (Could not determine home directory.)" in said
    assert tree(plain / "site") == tree(odd / "site") == tree(plain / "other")
    page = (plain / "site/timeline/index.html").read_text(encoding="utf-8")
    assert "A \ue001x\ue001 B \ue001content C" in page


def test_a_site_behind_a_symbolic_link_is_built_where_the_link_leads(tmp_path: Path) -> None:
    folder = draw_site(tmp_path / "project")
    (tmp_path / "served").mkdir()
    (folder / "site").symlink_to(tmp_path / "served")
    for _ in range(2):
        run("mkdocs", "build", cwd=folder)
        assert (folder / "site").is_symlink()
        assert (tmp_path / "served/index.html").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project", "served"]

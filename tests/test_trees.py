"""`onrecord pages`: the same Markdown tree builds with other builders into the same addresses."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from drawing import draw, draw_site, html_paths, run, tree


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site, built by the plugin, and its tree of pages beside it."""
    made = draw_site(tmp_path_factory.mktemp("tree"), docs__method_md="# Method\n\n[Ada](actors/ada-lin.md)\n")
    draw(made, {"docs/img/dot.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>\n"})
    run("mkdocs", "build", "--strict", cwd=made)
    run("onrecord.cli", "pages", "pages", cwd=made)
    return made


@pytest.mark.parametrize("builder", ["mkdocs", "properdocs"])
def test_the_tree_builds_without_the_plugin_into_the_same_pages(folder: Path, builder: str) -> None:
    run(builder, "build", "--strict", "--site-dir", f"../built-by-{builder}", cwd=folder / "pages")
    built = folder / f"built-by-{builder}"
    assert html_paths(built) == html_paths(folder / "site")
    for path in ("topics/dues/", "statements/2031-03-05-ek-no/", ""):
        assert (built / path / "index.html").read_text() == (folder / "site" / path / "index.html").read_text()


def test_the_plugin_runs_under_properdocs(folder: Path) -> None:
    run("properdocs", "build", "--strict", "-f", "mkdocs.yml", "--site-dir", "by-properdocs", cwd=folder)
    assert html_paths(folder / "by-properdocs") == html_paths(folder / "site")
    assert (folder / "by-properdocs/pagefind/pagefind-entry.json").is_file()


def test_every_line_of_a_generated_page_is_front_matter_or_one_html_block(folder: Path) -> None:
    for name, content in tree(folder / "pages/docs").items():
        if name in ("index.md", "method.md") or not name.endswith(".md"):
            continue
        matter, _, body = content.decode().removeprefix("---\n").partition("\n---\n")
        assert matter.startswith("title: ")
        lines = body.split("\n")
        assert all(line.startswith("<") and line.endswith(">") for line in lines if line), name
        assert not any(first and second for first, second in pairwise(lines)), name


def test_a_folder_with_something_else_in_it_is_not_touched(tmp_path: Path) -> None:
    made = draw(draw_site(tmp_path), {"mine/letter.txt": "dear\n"})
    done = run("onrecord.cli", "pages", "mine", cwd=made, code=2)
    assert "holds something else" in done.stderr
    assert tree(made / "mine") == {"letter.txt": b"dear\n"}


@pytest.mark.parametrize("name", ["data/out", "captures", "docs/out", "mine/out"])
def test_a_tree_is_never_written_over_what_is_the_owners(tmp_path: Path, name: str) -> None:
    made = draw(draw_site(tmp_path), {"mine/x": ""})
    (made / "mkdocs.yml").write_text("plugins:\n  - onrecord: {templates: mine}\n", encoding="utf-8")
    done = run("onrecord.cli", "pages", name, cwd=made, code=2)
    assert re.search(f"{name} would be built over .*: name another folder", done.stderr)
    assert not (made / name).exists()


def test_writing_the_tree_again_removes_what_is_gone(tmp_path: Path) -> None:
    made = draw(draw_site(tmp_path), {"data/more.yaml": "actors:\n  - {id: zed, name: Zed}\n"})
    run("onrecord.cli", "pages", "out", cwd=made)
    assert (made / "out/docs/actors/zed.md").is_file()
    (made / "data/more.yaml").unlink()
    run("onrecord.cli", "pages", "out", cwd=made)
    assert not (made / "out/docs/actors/zed.md").exists()


def test_a_template_that_links_to_nothing_is_told_in_one_sentence(tmp_path: Path) -> None:
    made = draw_site(tmp_path)
    (made / "mkdocs.yml").write_text("plugins:\n  - onrecord: {templates: mine}\n", encoding="utf-8")
    draw(made, {"mine/topics.html": '{% filter block %}<p><a href="../nowhere/">x</a></p>{% endfilter %}\n'})
    done = run("onrecord.cli", "pages", "out", cwd=made, code=1)
    assert done.stderr == "onrecord: links that lead nowhere: nowhere/ (from topics/)\n"
    assert not (made / "out").exists()


def test_with_errors_in_the_data_no_tree_is_written(tmp_path: Path) -> None:
    made = draw(draw_site(tmp_path), {"data/more.yaml": "actors:\n  - {id: zed}\n"})
    done = run("onrecord.cli", "pages", "out", cwd=made, code=1)
    assert "error[missing-field]" in done.stdout
    assert not (made / "out").exists()

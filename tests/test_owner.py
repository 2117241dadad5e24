"""What a site's owner can set: colours, logo, pages, words."""

import os
from pathlib import Path

import markdown
import pytest
from jinja2 import DictLoader

from drawing import draw, draw_site, html_paths, run, tree
from onrecord.compiler import environment
from onrecord.extensions import refusals, without_styles
from onrecord.wording import Words

PAGES = "site_name: x\nsite_url: https://record.example.org/\ntheme: {name: onrecord}\nplugins:\n  - onrecord: {%s}\n"


def built(tmp_path: Path, options: str, **files: str) -> Path:
    folder = draw(draw_site(tmp_path), {"mkdocs.yml": PAGES % options, **files})
    run("mkdocs", "build", "--strict", cwd=folder)
    return folder / "site"


def test_colours_stand_in_a_style_sheet_that_every_page_loads(tmp_path: Path) -> None:
    site = built(tmp_path, 'colors: {accent: ["#7a1f1f", "#f0b0b0"], link: "#005500"}')
    text = (site / "css/colors.css").read_text(encoding="utf-8")
    assert "--accent: light-dark(#7a1f1f, #f0b0b0);" in text
    assert "--link: light-dark(#005500, #005500);" in text
    page = (site / "actors/ada-lin/index.html").read_text(encoding="utf-8")
    assert page.index("css/onrecord.css") < page.index("../../css/colors.css")


def test_a_logo_and_a_picture_for_other_sites_come_from_docs(tmp_path: Path) -> None:
    folder = draw(draw_site(tmp_path), {"docs/img/a.svg": "<svg/>\n", "docs/img/b.png": "x"})
    draw(folder, {"mkdocs.yml": PAGES % "logo: img/a.svg, social_image: img/b.png"})
    run("mkdocs", "build", "--strict", cwd=folder)
    page = (folder / "site/actors/ada-lin/index.html").read_text(encoding="utf-8")
    assert '<img src="../../img/a.svg" alt=""' in page
    assert '<meta property="og:image" content="https://record.example.org/img/b.png">' in page


def test_pages_that_are_not_wanted_are_not_made_nor_linked(tmp_path: Path) -> None:
    site = built(tmp_path, "without: [timeline, positions, quality, data]")
    assert not {"timeline/", "positions/", "quality/", "data/"} & html_paths(site)
    assert not (site / "data").exists()
    page = (site / "index.html").read_text(encoding="utf-8")
    assert "Corrections" in page
    assert "timeline" not in page


def test_the_owners_words_stand_in_place_of_ours(tmp_path: Path) -> None:
    site = built(tmp_path, 'texts: {"Statements": "Utterances", "{n} statements": "{n} utterances"}')
    page = (site / "statements/index.html").read_text(encoding="utf-8")
    assert "<h1>Utterances</h1>" in page
    assert "2 utterances" in page


def test_what_a_script_counts_is_called_as_the_owner_calls_it() -> None:
    words = Words(own={"{n} results": "{n} hits"})
    assert words.forms("{n} result", "{n} results") == {"one": "{n} result", "other": "{n} hits"}
    assert words.count("{n} result", "{n} results", 1) == "1 result"
    assert words.count("{n} result", "{n} results", 1000) == "1,000 hits"


def test_a_template_is_compiled_once_for_the_same_words(tmp_path: Path) -> None:
    def shown(word: str, words: str, text: str = "{{ _('Sources') }}.") -> str:
        templates = environment(DictLoader({"a.html": text}), {"_": lambda _: word}, words)
        return templates.get_template("a.html").render()

    assert shown("Sources", "once/en") == "Sources."
    assert shown("Not asked for", "once/en") == "Sources.", "the word stands in what was compiled"
    assert shown("Quellen", "once/de") == "Quellen."
    assert shown("Papers", "once/en", "{{ _('Sources') }}!") == "Papers!", "another template"


def test_a_template_can_have_any_name_that_a_file_can() -> None:
    name = os.fsdecode(b"caf\xe9.html")
    templates = environment(DictLoader({name: "Here."}), {"_": str}, "en")
    assert templates.get_template(name).render() == "Here."


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("colors: {accnt: '#7a1f1f'}", "`colors: accnt` is none of"),
        ("colors: {accent: 'red; } body { display: none'}", "`colors: accent`: write"),
        ("colors: {accent: ['#111111']}", "`colors: accent`: write"),
        ("logo: https://example.org/a.svg", "pages ask nothing of another host"),
        ("logo: ../a.svg", "write a path below docs/"),
        ("logo: img/none.svg", "there is no docs/img/none.svg"),
        ("without: corrections", "a site can do without"),
        ("longest: 0", "`longest: 0` is not a number of characters"),
        ("longest: 10", "error[too-long]: `name`"),
        ("texts: {Statments: x}", "did you mean `Statements`?"),
        ("texts: {Statements: '{who}'}", "braces stand only where"),
    ],
)
def test_a_wrong_setting_is_told_in_a_sentence(tmp_path: Path, option: str, said: str) -> None:
    folder = draw(draw_site(tmp_path), {"mkdocs.yml": PAGES % option})
    done = run("mkdocs", "build", cwd=folder, code=1)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("markdown_extensions: [pymdownx.snippets]", "`pymdownx.snippets`: it puts files"),
        ("markdown_extensions: [{pymdownx.b64: {base_path: /}}]", "`pymdownx.b64`: it puts picture files"),
        ("markdown_extensions: {mdx_own: }", "`mdx_own`: it is not known whether"),
        (
            "markdown_extensions: [{toc: {slugify: !!python/name:mdx_own.slug }}]",
            "`toc`: its options name code, mdx_own.slug",
        ),
        ("hooks: [mine.py]", "the hook `mine.py`: it is code"),
    ],
)
def test_what_may_read_files_or_run_code_is_refused_until_it_is_allowed_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str, said: str
) -> None:
    module = """
        import markdown

        class makeExtension(markdown.Extension):
            def extendMarkdown(self, md):
                pass

        def slug(text, separator):
            return text
    """
    folder = draw(draw_site(tmp_path), {"mine.py": "", "modules/mdx_own.py": module})
    monkeypatch.setenv("PYTHONPATH", str(folder / "modules"), prepend=os.pathsep)
    draw(folder, {"mkdocs.yml": f"{PAGES % ''}{settings}\n"})
    done = run("mkdocs", "build", cwd=folder, code=1)
    assert said in done.stderr
    assert "name it under `plugins: - onrecord: allow:`" in done.stderr
    assert "Traceback" not in done.stderr
    name = said.split("`")[1]
    draw(folder, {"mkdocs.yml": f"{PAGES % f'allow: {name}'}{settings}\n"})
    run("mkdocs", "build", cwd=folder)


def test_an_unknown_plugin_is_refused_until_it_is_allowed_by_name() -> None:
    said = refusals([], {}, plugins=["onrecord", "search", "macros", "x"], allow=["x"])
    assert said == ["the plugin `macros`: it runs code that stands in a page"]


def test_the_tree_of_pages_refuses_likewise(tmp_path: Path) -> None:
    folder = draw(draw_site(tmp_path), {"mkdocs.yml": PAGES % "" + "markdown_extensions: [pymdownx.snippets]\n"})
    assert "it puts files" in run("onrecord.cli", "pages", "out", cwd=folder, code=2).stderr
    draw(folder, {"mkdocs.yml": PAGES % "allow: [pymdownx.snippets]" + "markdown_extensions: [pymdownx.snippets]\n"})
    run("onrecord.cli", "pages", "out", cwd=folder)


@pytest.mark.parametrize("extension", ["tables", "extra", "markdown.extensions.extra", "pymdownx.extra"])
def test_columns_are_aligned_without_a_style_attribute(extension: str) -> None:
    options = without_styles({extension: {}})
    page = markdown.markdown(
        "| a | b |\n|---|--:|\n| 1 | 2 |\n", extensions=["tables", extension], extension_configs=options
    )
    assert '<td align="right">2</td>' in page


def test_a_hook_that_runs_what_stands_in_pages_finds_nothing_of_the_data_to_run(tmp_path: Path) -> None:
    hook = """
        import jinja2

        def on_page_markdown(markdown, **rest):
            return jinja2.Template(markdown).render()
    """
    more = 'statements:\n  - {id: odd, speakers: bo-ek, summary: "{{ 41 + 1 }} {% raw %} {# 2 #}"}\n'
    folder = draw(draw_site(tmp_path), {"mkdocs.yml": PAGES % "allow: [mine.py]", "data/more.yaml": more})
    run("mkdocs", "build", cwd=folder)
    before = tree(folder / "site")
    draw(folder, {"mkdocs.yml": PAGES % "allow: [mine.py]" + "hooks: [mine.py]\n", "mine.py": hook})
    run("mkdocs", "build", cwd=folder)
    assert tree(folder / "site") == before

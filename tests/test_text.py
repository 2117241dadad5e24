"""Text is text: what a field holds comes out on the page as the same characters, and does nothing."""

import html
import pickle
import re
import shutil
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import markdown
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jinja2 import DictLoader, TemplateSyntaxError

from drawing import draw
from onrecord import escape
from onrecord.compiler import TemplateError
from onrecord.config import Config
from onrecord.dataset import Dataset
from onrecord.folding import fold, folded_words
from onrecord.index import build_index
from onrecord.pages import Edition
from onrecord.render import Renderer
from onrecord.wording import Words

EXTENSION_SETS: tuple[list[str], ...] = (
    [],
    ["toc", "tables", "fenced_code"],
    ["extra", "admonition", "smarty", "nl2br", "sane_lists", "meta", "wikilinks", "codehilite"],
    [
        "pymdownx.magiclink", "pymdownx.emoji", "pymdownx.snippets", "pymdownx.smartsymbols", "pymdownx.betterem",
        "pymdownx.superfences", "pymdownx.tasklist", "pymdownx.tilde", "pymdownx.caret", "pymdownx.mark",
        "pymdownx.keys", "pymdownx.critic", "pymdownx.inlinehilite", "pymdownx.arithmatex", "pymdownx.escapeall",
        "pymdownx.blocks.html", "pymdownx.details", "attr_list", "md_in_html", "def_list", "footnotes", "abbr",
    ],
)  # fmt: skip
PARSERS = [markdown.Markdown(extensions=extensions) for extensions in EXTENSION_SETS if extensions is not None]

ALLOWED = st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t")
TEXTS = st.text(ALLOWED, max_size=60) | st.lists(
    st.sampled_from(
        ["<b>", "</p>", "<script>1</script>", "<!--", "-->", "]]>", "{{ 7*7 }}", "{% raw %}", "{: #x .y }", "[a](b)",
         "[^1]", "[^1]: x", "*a*", "__b__", "`c`", "~~~", "```", "# h", "- l", "1. n", "> q", "|a|b|", "===", "---",
         "--8<-- \"x\"", ":smile:", "http://example.org", "www.example.org", "a@example.org", "&amp;", "&#60;", "\\", "\n",
         "\n\n", " ", "  ", "\t", '"', "'", "1", "ab", "$$", "==m==", "^s^", "++k++", "*[ab]: x", "!!! note", "\u202e", "\u2066"]
    ),
    max_size=8,
).map("".join)  # fmt: skip


class Reader(HTMLParser):
    """The text of a page's one paragraph, and every element in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.elements: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("A *b* [c](d) {: onclick=1 } <i>e</i>")
@example("a. b, c - d e-f “g” ‘h’ … i.")
def test_a_text_passes_markdown_unchanged_whatever_extensions_are_on(text: str) -> None:
    block = escape.html_block(f'<p title="{escape.html(text)}">x{escape.html(text)}x</p>')
    for parser in PARSERS:
        page = read(parser.reset().convert(f"# before{block}[ab]: /target\n\nafter ab [^1]\n"))
        paragraph = next(number for number, (tag, _) in enumerate(page.elements) if tag == "p")
        _, attributes = page.elements[paragraph]
        assert dict(attributes) == {"title": text}
        assert f"x{text}x" in "".join(page.text)
        assert [name for name, _ in page.elements[:paragraph]] == ["h1"]


@settings(max_examples=300)
@given(TEXTS)
def test_a_title_passes_the_front_matter_unchanged_and_holds_nothing_alive(text: str) -> None:
    value = yaml.safe_load(f"title: {escape.front_matter(text)}")["title"]
    assert html.unescape(value) == text
    assert not re.search(r"[<>\"'{}\[\]`*_|\\]", value)
    assert not re.search(r"<|>", re.sub(r"<[^>]*>", "", value))


@given(TEXTS)
def test_what_is_escaped_is_one_line(text: str) -> None:
    assert "\n" not in escape.html(text)
    assert "  " not in escape.html(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lin, of St. Ives, said so.",
        "The vice-president’s “dues …” – or «fees» – rose",
        "לֹ מַ “שָׁ” רִ, כִּ. בְּ-עֲ",
        "½ Ⅷ 三 ا",
    ],
)
def test_words_of_any_script_and_the_marks_of_print_can_be_read_in_the_markdown(text: str) -> None:
    assert escape.html(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("www.a.org", "www&#46;a&#46;org"),
        ("1,5", "1&#44;5"),
        (".a ,b", "&#46;a &#44;b"),
        ("a) (b", "a&#41;&#32;&#40;b"),
        ("a) b (c", "a&#41;&#32;b&#32;&#40;c"),
        (" a  b ", "&#32;a&#32;&#32;b&#32;"),
        ("a\n b", "a&#10;&#32;b"),
        ("-a- b--c -", "&#45;a&#45;&#32;b&#45;&#45;c&#32;&#45;"),
        ("a_b a_", "a&#95;b a&#95;"),
        ("“-a”", "“&#45;a”"),
        ("“.”", "“&#46;”"),
        ("לֹ ,", "לֹ &#44;"),
        ("\u0301a\u0301", "&#769;a\u0301"),
    ],
)
def test_all_else_is_written_as_numbers(text: str, written: str) -> None:
    assert escape.html(text) == written


@pytest.mark.parametrize("text", ["\u0338", "\u0338 \u0338", "a \u0338b", "\u0301\u0338", "\n\u0338"])
def test_a_page_that_somebody_normalizes_has_the_same_elements_and_words(text: str) -> None:
    page = unicodedata.normalize("NFC", f"<p title='{escape.html(text)}'>{escape.html(text)}</p>")
    assert read(page).elements == [("p", [("title", text)])]
    assert "".join(read(page).text) == text


def renderer(**templates: str) -> Renderer:
    edition = Edition(index=build_index(Dataset()), words=Words(), config=Config())
    made = Renderer(edition, [Path("nowhere")])
    made.environment.loader = DictLoader(templates)
    return made


def test_every_expression_of_a_template_is_escaped_even_where_it_asks_not_to_be() -> None:
    environment = renderer(t="{{ a }} {% autoescape false %}{{ a }}{% endautoescape %}").environment
    with pytest.raises(TemplateError):
        environment.get_template("t")
    assert renderer(t="{{ a }}").environment.get_template("t").render(a="<b>*") == "&#60;b&#62;&#42;"


@pytest.mark.parametrize("template", ["{{ a ~ b }}", "{{ a + b }}", "{{ m % a }}", "{{ a * 2 }}"])
def test_a_template_that_glues_markup_and_text_is_refused(template: str) -> None:
    with pytest.raises(TemplateError, match="can carry text past the escaping"):
        renderer(t=template).environment.get_template("t")


@pytest.mark.parametrize(
    ("template", "page"),
    [
        ("{{ _('A & B') }} {{ 'a & b' }}", "A&#32;&#38;&#32;B a&#32;&#38;&#32;b"),
        ("{% macro m(_) %}{{ _('A') }}{% endmacro %}{{ m(text) }}", "&#42;A&#42;"),
        (
            "{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }};{% endmacro %}{{ m(1) }}{{ m(1, b=3) }}{{ m(1, 2, 3) }}",
            "121;131;123;",
        ),
        (
            "{% macro m(a) %}{{ a }}{{ caller('*') }}{% endmacro %}{% call(b) m('<') %}{{ b }}{% endcall %}",
            "&#60;&#42;",
        ),
        ("{% macro m() %}{{ varargs | length }}{{ kwargs | length }}{% endmacro %}{{ m(1, 2, c=3) }}", "21"),
        ("{% macro m(a) %}<b>{{ a }}</b>{% endmacro %}{{ m(m('<')) }}", "<b><b>&#60;</b></b>"),
        ("{% for a in [[[[]]], []] recursive %}{{ a | length }}{{ loop(a) }}{% endfor %}", "1100"),
        ("{% block a %}{{ _('A') }}{% endblock %}{{ self.a() }}", "AA"),
        ("{{ nothing is defined and page.nothing is defined or 'no' }}", "no"),
    ],
)
def test_templates_can_do_what_jinja_s_can(template: str, page: str) -> None:
    made = renderer(t=template).environment.get_template("t")
    assert made.render(text="*{}*".format, page=object()) == page


@pytest.mark.parametrize("call", ["m(1, 2)", "m(1, b=2)", "m(1, a=2)", "m(1, caller=2)"])
def test_a_macro_is_not_given_what_it_does_not_take(call: str) -> None:
    with pytest.raises(TypeError):
        renderer(t="{% macro m(a) %}{{ a }}{% endmacro %}{{ " + call + " }}").environment.get_template("t").render()


@pytest.mark.parametrize(
    "template", ["{{ a | safe }}", "{{ a | e }}", "{{ a | striptags }}", "{{ a | join }}", "{{ a | format }}"]
)
def test_a_template_has_no_filter_that_passes_the_escaping_by(template: str) -> None:
    with pytest.raises(Exception, match="No filter named"):
        renderer(t=template).environment.get_template("t")


@pytest.mark.parametrize("value", [None, True, 1.5, ["<b>"], {"a": "b"}, b"x"])
def test_only_text_numbers_and_markup_can_be_put_on_a_page(value: object) -> None:
    template = renderer(t="{{ a }}").environment.get_template("t")
    with pytest.raises(TypeError):
        template.render(a=value)


def test_text_cannot_pass_as_a_block() -> None:
    template = renderer(t="{{ a | block }}").environment.get_template("t")
    with pytest.raises(TypeError):
        template.render(a="<b>")


def test_the_shipped_templates_use_no_expression_that_goes_round_the_escaping() -> None:
    from onrecord.theme import PAGES

    environment = Renderer(Edition(index=build_index(Dataset()), words=Words(), config=Config()), [PAGES]).environment
    names = environment.list_templates()
    assert len(names) >= 12
    for name in names:
        environment.get_template(name)


def test_templates_go_with_what_is_pickled_to_where_their_folder_is_not(tmp_path: Path) -> None:
    draw(
        tmp_path, {"page.html": "{% include 'part' %}", "part": "{{ a }}", "logo.png": b"\xff", "bad.html": "{% if %}"}
    )
    made = Renderer(renderer().edition, [tmp_path])
    made.prepare()
    twice = pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(made))))  # noqa: S301 - our own
    shutil.rmtree(tmp_path)
    assert twice.environment.get_template("page.html").render(a="<b>") == "&#60;b&#62;"
    with pytest.raises(TemplateSyntaxError) as told:
        twice.environment.get_template("bad.html")
    assert (told.value.name, told.value.filename) == ("bad.html", str(tmp_path / "bad.html"))


@given(st.text(st.one_of(st.characters(), st.sampled_from("ab Z0.-'_ıİßÉé\u0301\u200c\u00a0\x85ΣςﬁيَA林"))))
def test_words_that_only_folding_finds_are_all_that_a_plain_index_does_not_hold(text: str) -> None:
    plain = {re.sub(r"\W+", "", word) for word in text.lower().split()}
    missed = list(dict.fromkeys(word for word in fold(text).split() if word not in plain))
    added = folded_words(text)
    assert added[: len(missed)] == missed
    assert all(len(word) > 1 for word in added[len(missed) :])


@pytest.mark.parametrize(
    ("text", "folded", "added"),
    [
        ("Yemen’s ports", "yemens ports", ["yemen"]),
        ("Yemen's J.N.S.", "yemens jns", ["yemen"]),
        ("dell’Iran", "delliran", ["dell", "iran"]),
        ("ʿAli Riḍaʼi", "ali ridai", ["ali", "ridai"]),
        ("U.S.-led e.g. 3.5 c.de", "us led eg 3 5 c de", ["us", "led", "3", "5", "c", "de"]),
        ("ארה״ב צה\"ל ג'ורג'", "ארהב צהל גורג", ["ארה", "צה", "ורג"]),
    ],
)
def test_what_an_apostrophe_or_points_stand_in_is_found_as_one_word(text: str, folded: str, added: list[str]) -> None:
    assert fold(text) == folded
    assert folded_words(text) == added

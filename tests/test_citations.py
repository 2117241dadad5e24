"""Citations: whatever was said and whoever said it, programs that manage citations read it back as the same text."""

import json
import re
from dataclasses import replace
from pathlib import Path

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import SeparateCoAuthors
from citeproc import Citation as Cited
from citeproc import CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source import CitationItem
from citeproc.source.json import CiteProcJSON
from hypothesis import example, given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from onrecord.citations import as_json, bibtex, bibtex_key, csl, ris
from onrecord.config import Config
from onrecord.dates import parse
from onrecord.escape import laid_out
from onrecord.index import build_index
from onrecord.load import load
from onrecord.pages import Edition
from onrecord.pages.citing import Citation, as_text, citation
from onrecord.pages.pieces import own
from onrecord.wording import Words

WORLD = Path(__file__).parent / "world" / "data"
SITE = "https://record.example.org/"

ALLOWED = st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t")
TEXTS = st.text(ALLOWED, max_size=60) | st.lists(
    st.sampled_from(
        ["{", "}", "{{", "}}", "\\", "\\\\", "%", "$", "$$", "#", "&", "_", "~", "^", '"', "'", "''", "`", "``", "@", "@article{x,",
         "@string{", "@comment{", "\n@misc{a, title={b}}\n", "--", "---", ",", ",,", " and ", "<", "<<", ">>", "|", "?`", "!`", "=",
         "\\input{x}", "\\textbf{x}", "\\begin{x}", "\u2028", "\u2029", "\nER  - \n", "TY  - ", "AU  - ", "ER  -", "<i>", "</i>", "<span class=\"nocase\">",
         "{:title: x}", " ", "  ", "\n\n", "\t", "a", "1", "é", "ß", "שלום", "سلام", "港口", "\u202e", "\u2066", "\u200c", "𝔸", "“", "”", "]]>", "</script>"]
    ),
    max_size=10,
).map("".join)  # fmt: skip

# standard LaTeX commands that the library does not know
SYMBOLS = {"textbraceleft": "{", "textbraceright": "}", "textless": "<", "textgreater": ">", "textbar": "|", "textasciicircum": "^"}  # fmt: skip
LATEX = get_default_latex_context_db()
LATEX.add_context_category(
    "symbols", prepend=True, macros=[MacroTextSpec(name, sign) for name, sign in SYMBOLS.items()]
)
LATEX.set_unknown_macro_spec(None)


def read_latex(text: str) -> str:
    return folded(LatexNodes2Text(latex_context=LATEX, strict_latex_spaces=True).latex_to_text(text))


def folded(text: str) -> str:
    return " ".join(text.split())


def made(*, words: str = "The dues will rise.", **fields: object) -> Citation:
    plain = Citation(
        key="2031-03-04-lin",
        authors=("Ada Lin",),
        said=own(words),
        quoted=True,
        mark="",
        issued=parse("2031-03-04"),
        when="4 March 2031",
        place="Port Hale",
        event="",
        container="The Test Record",
        address=SITE + "statements/2031-03-04-lin/",
        sources=(),
        source_address="",
        language="en",
        warning="",
        note="",
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def edition(site_url: str = SITE) -> Edition:
    dataset, problems = load([WORLD])
    assert not problems
    config = Config(site_url=site_url, site_name="The Test Record")
    return Edition(index=build_index(dataset), words=Words(), config=config)


def read_bibtex(text: str) -> list[dict[str, str]]:
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    assert not library.comments
    assert not library.preambles
    assert not library.strings
    return [{"key": entry.key} | {field.key: field.value for field in entry.fields} for entry in library.entries]


def printed(text: str) -> str:
    """The bibliography that a citation processor makes of it."""
    source = CiteProcJSON(json.loads(text))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Cited([CitationItem(key) for key in source]))
    return "\n".join(str(each) for each in bibliography.bibliography())


# BibTeX


@given(TEXTS, st.lists(TEXTS.filter(folded), min_size=1, max_size=3), TEXTS)
@example("{", ["}", "\\"], '"')
@example("\\Foo", ["Lin, Ada and Ek, Bo and others"], "a\n@misc{x,\n title = {y}}\n")
def test_a_text_comes_back_from_bibtex_as_it_was(title: str, authors: list[str], note: str) -> None:
    cited = made(words=title, authors=tuple(authors), note=note)
    (entry,) = read_bibtex(bibtex(cited))
    assert read_latex(entry["title"]) == folded(title)
    assert read_latex(entry.get("note", "")) == folded(note)
    (split,) = bibtexparser.parse_string(bibtex(cited), append_middleware=[SeparateCoAuthors()]).entries
    assert [read_latex(name) for name in split["author"]] == [folded(name) for name in authors]


@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_several_entries_in_one_file_stay_several(titles: list[str]) -> None:
    file = "\n".join(bibtex(made(key=f"k{number}", words=title, note=title)) for number, title in enumerate(titles))
    entries = read_bibtex(file)
    assert [read_latex(entry["title"]) for entry in entries] == [folded(title) for title in titles]


@given(TEXTS)
def test_braces_are_balanced_and_no_line_begins_an_entry_but_the_first(text: str) -> None:
    written = bibtex(made(words=text, authors=(text,), container=text, note=text))
    depth = 0
    for brace in re.findall(r"[{}]", written):  # BibTeX counts an escaped one too
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert re.findall(r"@[^}].{4}", written) == ["@misc{"]
    assert "{\\" not in written.split("title =")[1].split("\n")[0]


def test_words_keep_their_case_and_a_quotation_mark_changes_no_letter_after_it() -> None:
    assert '  title = {{He said: "{}a}},\n' in bibtex(made(words='He said: "a'))


@given(st.text(ALLOWED, min_size=1, max_size=20), st.text(ALLOWED, min_size=1, max_size=20))
@example("是", "_662f_")
@example("A", "a")
def test_a_key_is_ascii_and_no_two_ids_share_one(one: str, other: str) -> None:
    assert re.fullmatch(r"[a-z0-9._-]+", bibtex_key(one))
    assert (bibtex_key(one) == bibtex_key(other)) == (one == other)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2031-03-04", {"date": "2031-03-04", "year": "2031", "month": "mar", "day": "4"}),
        ("2031-03-04T09:30:00Z", {"date": "2031-03-04", "year": "2031", "month": "mar", "day": "4"}),
        ("2031-03?", {"date": "2031-03?", "year": "2031", "month": "mar"}),
        ("2031-03-XX", {"date": "2031-03-XX", "year": "2031", "month": "mar"}),
        ("2031%", {"date": "2031%", "year": "2031"}),
        ("2031-03-04/2031-04-02", {"date": "2031-03-04/2031-04-02", "year": "2031"}),
        (
            "2031-03-04T09:30:00Z/2031-03-05",
            {"date": "2031-03-04/2031-03-05", "year": "2031", "month": "mar"},
        ),
        ("202X", {"date": "202X"}),
        ("2029-11/..", {"date": "2029-11/.."}),
    ],
)
def test_a_bibtex_date_says_no_more_than_is_known(date: str, expected: dict[str, str]) -> None:
    (entry,) = read_bibtex(bibtex(made(issued=parse(date))))
    assert {name: entry[name] for name in ("date", "year", "month", "day") if name in entry} == expected


def test_an_address_cannot_break_out_of_its_field() -> None:
    cited = made(address="https://a.example.org/}, title = {x\\ é%41\n@misc{")
    (entry,) = read_bibtex(bibtex(cited))
    assert entry["url"] == "https://a.example.org/%7D,%20title%20=%20%7Bx%5C%20%C3%A9%41%20@misc%7B"


# RIS


@given(TEXTS, st.lists(TEXTS.filter(folded), min_size=1, max_size=3), TEXTS)
@example("a\x0bb\x0cc\x1cd\x1de\x1ef\x85g\u2028h\u2029i\rj", ["ER  - "], "TY  - BOOK\r\nER  - \r\n")
def test_a_text_comes_back_from_ris_as_it_was(title: str, authors: list[str], note: str) -> None:
    written = ris(made(words=title, authors=tuple(authors), note=note))
    assert written.splitlines() == written.removesuffix("\r\n").split("\r\n")
    assert re.fullmatch(r"(?:[A-Z][A-Z0-9]  - [^\r\n]*\r\n)+", written)
    (entry,) = rispy.loads(written)
    assert folded(entry.get("title", "")) == folded(title)
    assert [folded(name) for name in entry["authors"]] == [folded(name) for name in authors]
    assert [folded(each) for each in entry.get("notes", [])] == ([folded(note)] if folded(note) else [])


@pytest.mark.parametrize(
    ("date", "expected"),
    [("2031-03-04", "2031/03/04"), ("2031-03~", "2031/03"), ("2031", "2031"), ("0987-01-02", "0987/01/02"), ("202X", None), ("../2031", None)],
)  # fmt: skip
def test_a_ris_date_says_no_more_than_is_known(date: str, expected: str | None) -> None:
    (entry,) = rispy.loads(ris(made(issued=parse(date))))
    assert entry.get("date") == expected
    assert entry.get("year") == (expected[:4] if expected else None)


def test_an_address_with_a_semicolon_is_one_address() -> None:
    (entry,) = rispy.loads(ris(made(address="https://a.example.org/?a=1;b=2")))
    assert entry["urls"] == ["https://a.example.org/?a=1%3Bb=2"]


def test_a_reference_names_page_site_and_language() -> None:
    (entry,) = rispy.loads(ris(made()))
    assert entry["type_of_reference"] == "ELEC"
    assert entry["id"] == "2031-03-04-lin"
    assert entry["urls"] == [SITE + "statements/2031-03-04-lin/"]
    assert entry["secondary_title"] == "The Test Record"
    assert entry["language"] == "en"


# CSL-JSON

VARIABLES = {"id", "type", "author", "title", "container-title", "event-title", "event-place", "URL", "note", "language", "issued"}  # fmt: skip


@given(TEXTS, st.lists(TEXTS.filter(folded), min_size=1, max_size=3), TEXTS)
def test_a_text_comes_back_from_csl_json_as_it_was(title: str, authors: list[str], note: str) -> None:
    written = csl(made(words=title, authors=tuple(authors), note=note))
    assert not re.search("[<>&\x00-\x09\x0b-\x1f\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2066-\u2069]", written)
    (each,) = json.loads(written)
    assert each.keys() <= VARIABLES
    assert each.get("title", "").replace("\u2060", "") == folded(title).replace("\u2060", "")
    assert [name["literal"].replace("\u2060", "") for name in each["author"]] == [
        folded(name).replace("\u2060", "") for name in authors
    ]
    assert each.get("note", "").replace("\u2060", "") == folded(note).replace("\u2060", "")
    CiteProcJSON([each])


@pytest.mark.parametrize("tag", ["<i>", "</i>", "<B>", "<sc>", "<sup>", '<span class="nocase">', '<span style="font-variant:small-caps;">', "{:title: x}"])  # fmt: skip
def test_a_tag_that_processors_would_set_as_typography_stays_text(tag: str) -> None:
    (each,) = json.loads(csl(made(words=f"a {tag} b")))
    assert each["title"] == f"a {tag[0]}\u2060{tag[1:]} b"


@pytest.mark.parametrize("text", ["a < b", "<script>", "<italic>", "{x: y}", "x<1"])
def test_what_is_no_tag_of_theirs_is_left_alone(text: str) -> None:
    (each,) = json.loads(csl(made(words=text)))
    assert each["title"] == text


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2031-03-04", {"date-parts": [[2031, 3, 4]]}),
        ("2031-03", {"date-parts": [[2031, 3]]}),
        ("2031?", {"date-parts": [[2031]], "circa": True}),
        ("2031-03-04~/2031-04", {"date-parts": [[2031, 3, 4], [2031, 4]], "circa": True}),
        ("2029-11/..", {"literal": "in words"}),
        ("202X", {"literal": "in words"}),
    ],
)
def test_a_csl_date_says_what_is_known(date: str, expected: dict[str, object]) -> None:
    (each,) = json.loads(csl(made(issued=parse(date), when="in words")))
    assert each["issued"] == expected


def test_key_event_and_place_stand_each_under_its_own_name() -> None:
    (each,) = json.loads(csl(made(event="Sitting 12", place="Port Hale")))
    assert (each["id"], each["event-title"], each["event-place"]) == ("2031-03-04-lin", "Sitting 12", "Port Hale")


def test_a_citation_processor_prints_speaker_words_date_site_and_address() -> None:
    text = printed(csl(made(authors=("Lin, Ada and the Board", "Bo Ek"))))
    for part in ("Lin, Ada and the Board", "Bo Ek", "The dues will rise", "2031", SITE + "statements/2031-03-04-lin/"):
        assert part in text


@pytest.mark.filterwarnings("ignore:The following arguments for Reference")  # it knows CSL 1.0.1, where it is `event`
def test_every_statement_of_the_world_can_be_printed() -> None:
    made_of = edition()
    for statement in made_of.index.published:
        cited = citation(made_of, statement)
        assert all(name in printed(csl(cited)) for name in cited.authors)


LEAVES = TEXTS | st.integers() | st.booleans() | st.none()
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))


@given(VALUES)
def test_json_is_the_same_value_however_it_is_escaped(value: object) -> None:
    assert json.loads(as_json(value)) == value


@given(VALUES, st.integers(min_value=1, max_value=3))
def test_json_is_laid_out_as_the_standard_library_lays_it_out(value: object, indent: int) -> None:
    assert laid_out(value, " " * indent) == json.dumps(value, ensure_ascii=False, indent=indent)


# what is cited


def test_the_sentence_says_who_what_when_where_and_where_to_find_it() -> None:
    made_of = edition()
    statement = made_of.index.dataset.statements["2031-07-02-lin-retracts"]
    assert as_text(made_of, citation(made_of, statement)) == (
        "Ada Lin, 2 July 2031: “I take back what I said in March. The dues will rise only when the quays are mended.” "
        "Reported in: A new government, Tide News, 2 July 2031. The Test Record, https://record.example.org/statements/2031-07-02-lin-retracts/"
    )


def test_without_an_address_the_sentence_ends_with_the_site_and_no_format_has_one() -> None:
    made_of = edition(site_url="")
    cited = citation(made_of, made_of.index.dataset.statements["2031-07-02-lin-retracts"])
    assert as_text(made_of, cited).endswith("2 July 2031. The Test Record")
    assert "url" not in read_bibtex(bibtex(cited))[0]
    assert "UR  - " not in ris(cited)
    assert "URL" not in json.loads(csl(cited))[0]


@pytest.mark.parametrize("status", ["disputed", "misattributed"])
def test_a_statement_in_doubt_carries_its_warning_in_every_format(status: str) -> None:
    made_of = edition()
    for statement in made_of.index.published:
        cited = citation(made_of, statement)
        if statement.status == status:
            assert as_text(made_of, cited).startswith("Warning: ")
            for written in (as_text(made_of, cited), bibtex(cited), ris(cited), csl(cited)):
                assert f"[{status}]" in written
                assert "Warning: " in written
        elif not statement.is_in_doubt:
            assert "Warning" not in as_text(made_of, cited) + bibtex(cited) + ris(cited) + csl(cited)


def test_an_unnamed_speaker_is_cited_by_description_and_doubt_about_the_speaker_is_told() -> None:
    made_of = edition()
    cited = citation(made_of, made_of.index.dataset.statements["2031-03-senior-official"])
    assert cited.authors == ("a senior official",)
    assert not cited.quoted
    assert "Speaker not certain: a senior official (probably)." in as_text(made_of, cited)
    assert "Speaker not certain" in ris(cited)


@pytest.mark.parametrize("name", ["2031-04-05-withdrawn", "secret-draft"])
def test_what_is_withdrawn_or_a_draft_cannot_be_cited(name: str) -> None:
    made_of = edition()
    with pytest.raises(ValueError, match="cannot be cited"):
        citation(made_of, made_of.index.dataset.statements[name])


def test_words_of_the_site_are_translated() -> None:
    made_of = edition()

    class Shouting(Words):
        def text(self, message: str) -> str:
            return message.replace("Reported in", "REPORTED IN")

    loud = replace(made_of, words=Shouting())
    statement = made_of.index.dataset.statements["2031-07-02-lin-retracts"]
    assert "REPORTED IN: A new government" in as_text(loud, citation(loud, statement))

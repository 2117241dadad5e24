"""The site in other languages: nothing of ours is left in English, and nothing is said that the English does not say."""

import html
import logging
import re
import shutil
import string
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, expect
from pydantic import BaseModel

import messages
from browsing import served
from drawing import draw_site, html_paths, run
from onrecord import catalogs
from onrecord.config import Config
from onrecord.dataset import Dataset
from onrecord.dates import parse
from onrecord.load import load
from onrecord.model import Report, Statement
from onrecord.site import build
from onrecord.theme import PAGES
from onrecord.wording import FIELDS, Words

WORLD = Path(__file__).parent / "world"
SHIPPED = ("fa", "he")
PLACEHOLDER = re.compile(r"\{[a-z]*\}")


@cache
def read(language: str) -> Catalog:
    with (catalogs.FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def forms(language: str) -> Iterator[tuple[str, str, str, bool]]:
    """Each message and its translation; of a counted one each form, and whether it stands for one number only."""
    catalog = catalogs.catalog(language)
    for message in read(language):
        if not message.id:
            continue
        if isinstance(message.id, str):
            yield message.id, message.id, str(message.string), False
            continue
        numbers = [catalog.plural(number) for number in range(1000)]
        for place, translation in enumerate(message.string):
            yield message.id[0], message.id[1], translation, numbers.count(place) == 1


# what stands in a catalog


def test_a_date_in_other_digits_is_found_by_plain_ones() -> None:
    records = build(load([WORLD / "data"])[0], Config(language="fa"), [PAGES]).search_records()
    (found,) = [each for each in records if each.path == "statements/2031-03-04-lin-dues/"]
    assert "2031" in found.content.split()


def test_every_field_that_can_be_corrected_has_a_word() -> None:
    fields = {*Statement.model_fields, *Report.model_fields} - {"id", "former_ids", "corrections"}
    assert fields == {*FIELDS}


def test_the_catalogs_shipped_are_those_that_are_tested() -> None:
    assert {path.stem for path in catalogs.FOLDER.glob("*.po")} == set(SHIPPED)


@pytest.mark.parametrize("language", SHIPPED)
def test_a_catalog_holds_every_message_and_no_other(language: str) -> None:
    text = (catalogs.FOLDER / f"{language}.po").read_text(encoding="utf-8")
    assert messages.updated(text, language) == text, "run `make messages`, and translate what is new"


@pytest.mark.parametrize("language", SHIPPED)
def test_every_message_is_translated_and_none_is_in_doubt(language: str) -> None:
    assert not [message.id for message in read(language) if message.id and message.fuzzy]
    assert not [singular for singular, _, translation, _ in forms(language) if not translation.strip()]


@pytest.mark.parametrize("language", SHIPPED)
def test_a_translation_has_the_placeholders_of_its_message(language: str) -> None:
    for singular, plural, translation, alone in forms(language):
        wanted = sorted(PLACEHOLDER.findall(plural))
        given = sorted(PLACEHOLDER.findall(translation))
        # a form that stands for one number can say it in a word: "two statements" is a word in Hebrew
        assert given == wanted or (alone and given == [each for each in wanted if each != "{n}"]), singular


@pytest.mark.parametrize("language", SHIPPED)
def test_a_translation_is_plain_text_and_keeps_the_spaces_at_its_ends(language: str) -> None:
    for singular, _, translation, _ in forms(language):
        assert not set("<>&\n\t") & set(translation), singular
        assert [translation[:1] == " ", translation[-1:] == " "] == [singular[:1] == " ", singular[-1:] == " "], (
            singular
        )


def test_persian_is_written_in_persian_letters() -> None:
    assert not [each for _, _, each, _ in forms("fa") if re.search("[يىك0-9]", NAMES.sub("", each))]


def test_an_empty_file_becomes_the_beginning_of_a_catalog() -> None:
    begun = messages.updated("", "cs")
    assert '"Plural-Forms: nplurals=' in begun
    assert 'msgid "Statement"\nmsgstr ""\n' in begun
    assert messages.updated(begun, "cs") == begun


def test_translations_are_kept_and_messages_that_are_gone_are_dropped() -> None:
    begun = messages.updated("", "cs").replace('msgid "Statement"\nmsgstr ""', 'msgid "Statement"\nmsgstr "Výrok"')
    again = messages.updated(begun + '\nmsgid "Long gone"\nmsgstr "Pryč"\n', "cs")
    assert again == begun


# which catalog a site gets


@pytest.mark.parametrize(
    ("language", "name"), [("he", "he"), ("he-IL", "he"), ("iw", "he"), ("fa-AF", "fa"), ("en-GB", "en")]
)
def test_a_language_is_given_the_catalog_of_the_one_it_belongs_to(language: str, name: str) -> None:
    assert catalogs.catalog_name(language) == name
    assert Words(language).spoken == language


def test_without_a_catalog_words_dates_and_numbers_are_english_and_the_owner_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    catalogs.words_language.cache_clear()
    with caplog.at_level(logging.WARNING):
        words = Words("de-AT")
        assert words.date(parse("2031-05")) == "May 2031"
        assert words.count("{n} statement", "{n} statements", 2000) == "2,000 statements"
    assert [record.getMessage() for record in caplog.records] == [
        "onrecord: `language: de-AT`: there is no catalog of the site's own words in this language; they are English"
    ]


def test_a_strict_build_without_a_catalog_succeeds(tmp_path: Path) -> None:
    folder = draw_site(
        tmp_path, mkdocs_yml="site_name: R\ntheme: {name: onrecord}\nplugins: [onrecord: {language: sv}]\n"
    )
    assert "they are English" in run("mkdocs", "build", "--strict", cwd=folder).stderr
    assert '<html lang="sv" dir="ltr">' in (folder / "site/index.html").read_text(encoding="utf-8")


# dates and numbers


@pytest.mark.parametrize(
    ("text", "persian", "hebrew"),
    [
        ("2016-04-09", "۹ آوریل ۲۰۱۶", "9 באפריל 2016"),
        ("2016-04", "آوریل ۲۰۱۶", "אפריל 2016"),
        ("2016", "۲۰۱۶", "2016"),
        ("199X", "دههٔ ۱۹۹۰", "שנות ה־1990"),
        ("2016~", "حدود ۲۰۱۶", "בסביבות 2016"),
        ("2016-04-09?", "۹ آوریل ۲۰۱۶ (با تردید)", "9 באפריל 2016 (לא ודאי)"),
        ("2016-04-09T14:30:00Z", "۹ آوریل ۲۰۱۶، ساعت ۱۴:۳۰ به وقت UTC", "9 באפריל 2016, בשעה 14:30 UTC"),
        ("2016-04-08/2016-04-10", "۸ تا ۱۰ آوریل ۲۰۱۶", "8 עד 10 באפריל 2016"),
        ("2016-03-30/2016-04-02", "۳۰ مارس تا ۲ آوریل ۲۰۱۶", "30 במרץ עד 2 באפריל 2016"),
        ("2016-04/..", "از آوریل ۲۰۱۶", "מאז אפריל 2016"),
        ("../2016-04-09", "تا ۹ آوریل ۲۰۱۶", "עד 9 באפריל 2016"),
    ],
)
def test_a_date_is_in_the_reader_s_notation(text: str, persian: str, hebrew: str) -> None:
    assert Words("fa").date(parse(text)) == persian
    assert Words("he").date(parse(text)) == hebrew


def test_the_day_is_cut_short_only_where_it_comes_first() -> None:
    date = parse("2016-04-08/2016-04-10")
    assert Words("en-US").date(date) == "April 8, 2016 to April 10, 2016"
    assert Words("en-GB").date(date) == "8 to 10 April 2016"


@pytest.mark.parametrize(
    ("number", "persian", "hebrew"),
    [
        (0, "۰ گفته", "0 אמירות"),
        (1, "۱ گفته", "אמירה אחת"),
        (2, "۲ گفته", "שתי אמירות"),
        (5, "۵ گفته", "5 אמירות"),
        (11, "۱۱ گفته", "11 אמירות"),
        (100, "۱۰۰ گفته", "100 אמירות"),
        (12345, "۱۲٬۳۴۵ گفته", "12,345 אמירות"),
    ],
)
def test_what_is_counted_has_the_form_for_its_number(number: int, persian: str, hebrew: str) -> None:
    assert Words("fa").count("{n} statement", "{n} statements", number) == persian
    assert Words("he").count("{n} statement", "{n} statements", number) == hebrew


def test_sizes_are_in_the_reader_s_notation() -> None:
    assert [Words("fa").size(number) for number in (2, 1870)] == ["۲ بایت", "۱٫۸۷ کیلوبایت"]
    assert [Words("he").size(number) for number in (2, 3_400_000)] == ["שני בייטים", "3.4 מ״ב"]


# pages


class Visible(HTMLParser):
    """What readers of a page's language see or hear of it; not what is marked as being in English."""

    SPOKEN = ("aria-label", "title", "placeholder", "alt", "label")
    MARKS = ("data-count", "data-facet", "data-language", "data-pagefind-body", "data-pagefind-filter")
    VOID = frozenset(["br", "hr", "img", "input", "link", "meta", "wbr", "rect", "line"])

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.skipped = [False]

    def spoken(self, name: str) -> bool:
        """Whether an attribute holds words: `data-…` brings scripts their words."""
        return name in self.SPOKEN or (name.startswith("data-") and name not in self.MARKS)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        skip = self.skipped[-1] or given.get("lang") == "en" or tag in ("script", "style", "code")
        if not skip:
            self.texts += [value for name, value in attrs if value and self.spoken(name)]
        if tag not in self.VOID:
            self.skipped.append(skip)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self.skipped.pop()

    def handle_data(self, data: str) -> None:
        if not self.skipped[-1] and data.strip():
            self.texts.append(data.strip())


def visible(markup: str) -> list[str]:
    parser = Visible()
    parser.feed(markup)
    return parser.texts


PROSE = frozenset(
    [
        "after",
        "as_printed",
        "audience",
        "authors",
        "before",
        "capacity",
        "description",
        "evidence",
        "field",
        "locator",
        "name",
        "note",
        "place",
        "publisher",
        "rating",
        "reason",
        "reported_by",
        "reviewed_by",
        "summary",
        "text",
        "title",
        "translated_by",
    ]
)
GREEK = str.maketrans(string.ascii_letters + string.digits, "αβγδεζηθικλμνξοπρστυφχψωαβ" * 2 + "αβγδεζηθικ")


def greek(value: Any, *, prose: bool = False) -> Any:
    """A record with all its prose in Greek letters: whatever Latin letters and digits its pages show are ours."""
    if isinstance(value, BaseModel):
        fields = {name: greek(getattr(value, name), prose=name in PROSE) for name in type(value).model_fields}
        return value.model_copy(update=fields | ({"identifiers": {}} if "identifiers" in fields else {}))
    if isinstance(value, tuple):
        return tuple(greek(each, prose=prose) for each in value)
    return value.translate(GREEK) if prose and isinstance(value, str) else value


@pytest.fixture(scope="module")
def foreign() -> Dataset:
    """The world, in Greek letters."""
    dataset, problems = load([WORLD / "data"])
    assert not problems
    sections = ("actors", "topics", "sources", "events", "statements")
    return Dataset(**{name: {key: greek(each) for key, each in dataset.section(name).items()} for name in sections})


NAMES = re.compile(
    r"https?://\S+|[a-z_]+\.(?:csv|jsonl|json|sqlite)|\b[0-9a-f]{64}\b|SHA256SUMS|SHA-256|BibTeX|RIS|CSL-JSON|CSV|UTF-8|UTC"
    r"|PDF|JSON Lines|JSON|SQLite|Popolo|Frictionless Data Package|JavaScript"
)
"""What is called the same in every language."""


def pages(dataset: Dataset, language: str) -> dict[str, str]:
    config = Config(site_name="Α", site_url="https://a.example.org/", language=language)
    return dict(build(dataset, config, [PAGES]).pages())


@pytest.mark.parametrize("language", SHIPPED)
def test_no_word_of_ours_is_left_in_english(foreign: Dataset, language: str) -> None:
    left = set()
    for name, markdown in pages(foreign, language).items():
        _, front, body = markdown.split("---\n", 2)
        seen = visible(body) + [
            html.unescape(each) for each in re.findall(r"^(?:title|description): (.*)$", front, re.M)
        ]
        left |= {(name, text) for text in seen if re.search("[A-Za-z]{2}", NAMES.sub("", text))}
    assert not left


def test_the_search_for_english_finds_english(foreign: Dataset) -> None:
    assert any("Newest statements" in visible(markdown) for markdown in pages(foreign, "en").values())


@pytest.mark.parametrize("language", SHIPPED)
def test_the_same_record_gives_the_same_pages_in_any_language(foreign: Dataset, language: str) -> None:
    assert pages(foreign, language) == pages(foreign, language)


def test_persian_pages_show_persian_digits_only(foreign: Dataset) -> None:
    left = set()
    for name, markdown in pages(foreign, "fa").items():
        seen = visible(markdown.split("---\n", 2)[2])
        left |= {(name, text) for text in seen if re.search("[0-9]", NAMES.sub("", text))}
    assert not left


@pytest.fixture(scope="module", params=SHIPPED)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The world as a site in another language."""
    folder = tmp_path_factory.mktemp("world") / "world"
    shutil.copytree(WORLD, folder, ignore=shutil.ignore_patterns("site"))
    settings = folder / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("- onrecord", f"- onrecord: {{language: {request.param}}}"), encoding="utf-8")
    run("mkdocs", "build", "--strict", cwd=folder)
    return request.param, folder / "site"


def test_every_page_says_its_language_and_runs_from_right_to_left(site: tuple[str, Path]) -> None:
    language, folder = site
    names = [f"{path}index.html" if not path.endswith(".html") else path for path in html_paths(folder)]
    assert len(names) > 60
    for name in names:
        assert f'<html lang="{language}" dir="rtl">' in (folder / name).read_text(encoding="utf-8"), name


def test_the_shell_of_the_pages_has_no_english_message(site: tuple[str, Path]) -> None:
    _, folder = site
    english = {message for message in messages.messages() if isinstance(message, str) and len(message) > 3}
    for name in ("index.html", "404.html", "search/index.html", "method/index.html", "data/index.html"):
        seen = visible((folder / name).read_text(encoding="utf-8"))
        assert not english & {text.rstrip(":") for text in seen}, name


def test_search_counts_in_the_forms_of_the_language(site: tuple[str, Path]) -> None:
    language, folder = site
    page = html.unescape((folder / "search/index.html").read_text(encoding="utf-8"))
    forms = {
        "fa": {"one": "{n} نتیجه", "other": "{n} نتیجه"},
        "he": {"one": "תוצאה אחת", "two": "שתי תוצאות", "other": "{n} תוצאות"},
    }
    assert dict(re.findall(r'data-found-([a-z]+)="([^"]*)"', page)) == forms[language]
    assert f'data-language="{language}"' in page


@pytest.mark.browser
def test_search_answers_in_the_language_of_the_site(site: tuple[str, Path], browser: Browser) -> None:
    language, folder = site
    with served(folder) as address:
        page = browser.new_page()
        words = Words(language)
        page.goto(f"{address}search/?q=zzzz")
        expect(page.locator(".status")).to_have_text(words.text("No result for this search."))
        page.goto(f"{address}search/?q=dues")
        expect(page.locator("fieldset[data-facet=year] label span").first).to_have_text(words.figures("2031"))
        shown = page.locator(".status").inner_text()
        assert shown in [words.count("{n} result", "{n} results", number) for number in range(1, 100)]

"""Feeds: any reader of Atom reads them, texts come out as they are, and nothing is in them that is not public."""

import datetime
import uuid
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord import feeds as module
from onrecord.config import Config
from onrecord.dataset import Dataset
from onrecord.feeds import ENTRIES, feed_of, feeds, updated_on
from onrecord.index import build_index
from onrecord.load import load
from onrecord.model import Actor, Source, Statement, Topic
from onrecord.pages import Edition, plan
from onrecord.pages.statement import title_of
from onrecord.permalinks import CORRECTIONS, HOME, Ref, path_of
from onrecord.wording import Words

WORLD = Path(__file__).parent / "world" / "data"
SITE = "https://record.example.org/"
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

HOSTILE = [
    "<b>bold</b> & <script>alert(1)</script>",
    "]]> <![CDATA[x]]> <!-- y --> <?php z ?>",
    "&amp; &lt;i&gt; &#60; &nbsp; &bogus;",
    "\"double\" 'single' `back` “curly” «angle»",
    "\u202eturned\u202c \u2067isolated\u2069 \u200bzero\u200b",
    "שלום سلام 港口 นี่ 𝔸 🙂 é",
    "a < b > c",
    "http://example.org/?a=1&b=2 <a href='javascript:x'>y</a>",
]
TEXTS = (
    st.text(
        st.characters(
            exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t", exclude_characters="\u2028\u2029"
        ),
        max_size=60,
    )
    | st.lists(st.sampled_from([*HOSTILE, " ", "\n", "\n\n", "]]>", "<", "&", "\u202e", "'", '"']), max_size=6).map("".join)
).filter(lambda text: bool(text.strip()))  # fmt: skip


def edition_of(dataset: Dataset, site_url: str = SITE, site_name: str = "The Test Record") -> Edition:
    return Edition(index=build_index(dataset), words=Words(), config=Config(site_url=site_url, site_name=site_name))


def world(site_url: str = SITE) -> Edition:
    dataset, problems = load([WORLD])
    assert not problems
    return edition_of(dataset, site_url)


def small(*statements: dict[str, object], **more: object) -> Edition:
    """A record of one actor, one topic, one source, and `statements`."""
    made = [
        Statement.model_validate({"id": f"s{number}", "speakers": "ada", "summary": "Says so."} | fields)
        for number, fields in enumerate(statements)
    ]
    source = Source.model_validate({"id": "tide", "title": "Dues"} | more)
    return edition_of(
        Dataset(
            actors={"ada": Actor(id="ada", name="Ada Lin")},
            topics={"dues": Topic(id="dues", name="Dues, harbour")},
            sources={"tide": source},
            statements={each.id: each for each in made},
        )
    )


def entries_of(content: bytes) -> list[ET.Element]:
    """The entries of a feed, as an XML reader gives them."""
    return ET.fromstring(content).findall(f"{ATOM}entry")  # noqa: S314 # made by the tests


def without_address(edition: Edition, site_name: str = "The Test Record") -> Edition:
    return replace(edition, config=Config(site_name=site_name))


def read(content: bytes) -> feedparser.FeedParserDict:
    parsed = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    return parsed


def days(content: bytes) -> list[str]:
    return [entry.updated for entry in read(content).entries]


def test_a_feed_is_atom_with_all_that_the_standard_demands() -> None:
    for path, content in feeds(world()):
        root = ET.fromstring(content)  # noqa: S314 # made a line above
        assert root.tag == f"{ATOM}feed"
        for part in (root, *root.iter(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert len(part.findall(f"{ATOM}{name}")) == 1, (path, name)

        parsed = read(content)
        assert parsed.entries
        assert len(parsed.entries) <= ENTRIES
        assert parsed.feed.updated == max(entry.updated for entry in parsed.entries) == parsed.entries[0].updated
        assert all(entry.get("published", "") <= entry.updated for entry in parsed.entries)


def test_ids_are_unique_and_an_entry_has_the_same_in_every_feed() -> None:
    made = world()
    links: dict[str, str] = {}
    feed_ids = []
    for path, content in feeds(made):
        parsed = read(content)
        feed_ids.append(parsed.feed.id)
        assert len({entry.id for entry in parsed.entries}) == len(parsed.entries)
        for entry in parsed.entries if path != "corrections/feed.xml" else ():
            assert links.setdefault(entry.id, entry.link) == entry.link
            assert entry.id == entry.link
    assert len(set(feed_ids)) == len(feed_ids)


@pytest.mark.parametrize("site_url", [SITE, ""])
def test_links_lead_to_planned_pages_and_feeds_lie_beside_them(site_url: str) -> None:
    made = world(site_url)
    planned = {path_of(ref) for ref in plan(made.index, search=True)}
    written = dict(feeds(made))
    for path, content in written.items():
        assert path.removesuffix("feed.xml") in planned
        base = SITE + path
        parsed = read(content)
        hrefs = {link.rel: link.href for link in parsed.feed.links}
        assert unquote(urljoin(base, hrefs["self"])) == SITE + path
        assert unquote(urljoin(base, hrefs["alternate"])) == SITE + path.removesuffix("feed.xml")
        for entry in parsed.entries:
            assert unquote(urljoin(base, entry.link)).removeprefix(SITE) in planned


def test_a_page_knows_whether_a_feed_lies_beside_it() -> None:
    made = world()
    written = {path for path, _ in feeds(made)}
    beside = {path_of(ref) + feed_of(made, ref) for ref in plan(made.index, search=True) if feed_of(made, ref)}
    assert beside == written
    assert {"feed.xml", "corrections/feed.xml", "actors/ada-lin/feed.xml", "topics/ports/feed.xml"} <= written
    assert feed_of(made, Ref("actors", "tide-news")) == ""
    assert feed_of(made, Ref("statements", "2031-03-04-lin-dues")) == ""
    assert feed_of(made, Ref("actors", "petra-voss", "2031")) == ""


def test_without_an_address_of_the_site_ids_are_numbers_that_stay() -> None:
    once, again = dict(feeds(world(""))), dict(feeds(world("")))
    assert once == again
    ids = [entry.id for entry in read(once["feed.xml"]).entries]
    assert len(set(ids)) == len(ids)
    assert all(uuid.UUID(each).version == 5 for each in ids)
    assert set(ids) >= {entry.id for entry in read(once["actors/ada-lin/feed.xml"]).entries}


def test_records_of_two_sites_without_an_address_share_no_id() -> None:
    made = small({"said_on": "2031", "corrections": [{"on": "2031", "reason": "x"}]})
    ids = [
        {each.text for each in ET.fromstring(content).iter(f"{ATOM}id")}  # noqa: S314 # made a line above
        for name in ("The Test Record", "Another")
        for _, content in feeds(without_address(made, name))
    ]
    assert len(ids) == 6
    assert not set().union(*ids[:3]) & set().union(*ids[3:])


def test_an_empty_record_has_no_feed() -> None:
    made = edition_of(Dataset())
    assert not dict(feeds(made))
    assert feed_of(made, HOME) == feed_of(made, CORRECTIONS) == ""


def test_a_feed_has_an_author_a_language_and_types_of_its_links() -> None:
    for _, content in feeds(world()):
        root = ET.fromstring(content)  # noqa: S314 # made a line above
        assert root.get(LANG) == "en"
        assert [each.text for each in root.findall(f"{ATOM}author/{ATOM}name")] == ["The Test Record"]
        types = {each.get("rel"): each.get("type") for each in root.findall(f"{ATOM}link")}
        assert types == {"self": "application/atom+xml", "alternate": "text/html"}


def test_nobody_is_the_author_of_what_is_misattributed() -> None:
    for name in ("feed.xml", "topics/strike/feed.xml"):
        entries = {entry.findtext(f"{ATOM}id"): entry for entry in entries_of(dict(feeds(world()))[name])}
        assert entries[f"{SITE}statements/2031-04-04-misattributed/"].find(f"{ATOM}author") is None
        assert entries[f"{SITE}statements/2031-04-03-disputed/"].find(f"{ATOM}author") is not None


def test_drafts_are_in_no_feed_and_withdrawn_words_neither() -> None:
    for path, content in feeds(world()):
        assert b"Not for the public yet" not in content
        assert b"secret-draft" not in content
        assert b"canary" not in content
        assert (b"2031-04-05-withdrawn" in content) == (path == "corrections/feed.xml")


def test_what_a_withdrawn_statement_said_before_a_correction_is_gone_too() -> None:
    fields = {"on": "2031-04-07", "reason": "Never said.", "before": "canary before", "after": "canary after"}
    made = small({"status": "withdrawn", "summary": "canary", "corrections": [fields]})
    (content,) = dict(feeds(made)).values()
    assert b"canary" not in content
    assert b"Never said." in content
    assert feed_of(made, CORRECTIONS) == "feed.xml"


def test_a_statement_in_doubt_is_marked_in_its_title() -> None:
    entries = {entry.id: entry for entry in read(dict(feeds(world()))["feed.xml"]).entries}
    assert "[disputed]" in entries[f"{SITE}statements/2031-04-03-disputed/"].title
    assert "[misattributed]" in entries[f"{SITE}statements/2031-04-04-misattributed/"].title


def test_an_entry_names_speakers_topics_and_sources_and_says_whose_the_words_are() -> None:
    made = world()
    entries = {entry.id: entry for entry in read(dict(feeds(made))["feed.xml"]).entries}
    entry = entries[f"{SITE}statements/2031-05-11-both/"]
    assert [author.name for author in entry.authors] == ["Noa Barak", "Petra Voss"]
    strikers = entries[f"{SITE}statements/2031-05-10-strikers/"]
    assert [(tag.term, tag.label) for tag in strikers.tags] == [
        ("strike", "Quay strike"),
        ("harbour-dues", "Harbour dues"),
    ]
    value = strikers.content[0].value
    assert strikers.content[0].type == "text/plain"
    assert value.startswith("No dues, no ships: “not one”, we say.")
    assert "[quoted directly]" in value
    assert "Quays stand still, Tide News, 11 May 2031" in value


def test_words_in_another_language_say_so() -> None:
    entries = {entry.id: entry for entry in read(dict(feeds(world()))["feed.xml"]).entries}
    entry = entries[f"{SITE}statements/2031-05-20-barak-treaty/"]
    assert entry.content[0].language == entry.title_detail.language == "he"


REPORT = {"source": "tide", "mode": "direct", "text": "x"}
LONG = "a" * 1500 + "\n\n" + "b" * 600


@pytest.mark.parametrize(
    ("fields", "source", "words", "language"),
    [
        ({"reports": [REPORT]}, {}, "x\n\n[quoted directly]\n\nReported in: Dues.", None),
        ({"reports": [REPORT | {"language": "fa"}]}, {}, "x\n\n[quoted directly]\n\nReported in: Dues.", "fa"),
        ({"reports": [REPORT]}, {"language": "he"}, "x\n\n[quoted directly]\n\nReported in: Dues.", "he"),
        ({"reports": [REPORT | {"language": "fa"}]}, {"language": "he"}, "x\n\n[quoted directly]\n\nReported in: Dues.", "fa"),
        ({"reports": [REPORT]}, {"language": "en"}, "x\n\n[quoted directly]\n\nReported in: Dues.", None),
        ({"reports": [REPORT], "status": "disputed"}, {}, "[disputed]\n\nx\n\n[quoted directly]\n\nReported in: Dues.", None),
        ({"reports": [REPORT | {"text": LONG}]}, {}, f"{'a' * 1500}\n\n…\n\n[quoted directly]\n\nReported in: Dues.", None),
        ({"reports": [REPORT | {"text": LONG[100:]}]}, {}, f"{LONG[100:]}\n\n[quoted directly]\n\nReported in: Dues.", None),
        ({"original": {"text": LONG, "language": "fa"}}, {}, f"{'a' * 1500}\n\n…", "fa"),
        ({"original": {"text": "x", "language": "en"}}, {}, "x", None),
        ({}, {}, "In summary: Says so.", None),
    ],
)  # fmt: skip
def test_an_entry_holds_the_words_whose_they_are_and_their_language_if_it_is_not_the_sites(
    fields: dict[str, object], source: dict[str, object], words: str, language: str | None
) -> None:
    (entry,) = entries_of(dict(feeds(small({"said_on": "2031"} | fields, **source)))["feed.xml"])
    content, title = entry.find(f"{ATOM}content"), entry.find(f"{ATOM}title")
    assert content is not None
    assert title is not None
    assert content.text == words
    assert content.get(LANG) == title.get(LANG) == language


@pytest.mark.parametrize(
    ("fields", "source", "updated", "published"),
    [
        ({"said_on": "2031-03-04"}, {}, "2031-03-04", "2031-03-04"),
        ({"said_on": "2031-03"}, {}, "2031-03-01", "2031-03-01"),
        ({"said_on": "../2031-03-09"}, {}, "2031-03-09", "2031-03-09"),
        ({"said_on": "2031-03-04"}, {"published_on": "2031-03-06", "accessed_on": "2031-04-01"}, "2031-04-01", "2031-03-04"),
        ({"said_on": "2031-03-04"}, {"published_on": "2031"}, "2031-03-04", "2031-03-04"),
        (
            {"said_on": "2031-03-04", "recorded_on": "2031-05-01"},
            {"accessed_on": "2031-09-01", "retraction": {"on": "2031-07-01", "reason": "x"}}, "2031-07-01", "2031-05-01",
        ),
        ({}, {"published_on": "2031-03"}, "2031-03-01", None),
        ({"said_on": "1990", "recorded_on": "2031-05-01"}, {"accessed_on": "2031-06-01"}, "2031-05-01", "2031-05-01"),
        (
            {"said_on": "1990", "recorded_on": "2031-05-01", "corrections": [{"on": "2031-06-02", "reason": "x"}, {"on": "2031-05-30", "reason": "y"}]},
            {}, "2031-06-02", "2031-05-01",
        ),
    ],
)  # fmt: skip
def test_dates_of_an_entry_come_from_the_data(
    fields: dict[str, object], source: dict[str, object], updated: str, published: str | None
) -> None:
    report = {"source": "tide", "mode": "direct", "text": "x"}
    (entry,) = read(dict(feeds(small(fields | {"reports": [report]}, **source)))["feed.xml"]).entries
    assert entry.updated == f"{updated}T00:00:00Z"
    assert entry.get("published") == (f"{published}T00:00:00Z" if published else None)


def test_a_statement_without_any_day_is_in_no_feed() -> None:
    made = small({}, {"said_on": "2031-03-04"})
    assert [entry.link for entry in read(dict(feeds(made))["feed.xml"]).entries] == [f"{SITE}statements/s1/"]
    undated = small({})
    assert not dict(feeds(undated))
    assert feed_of(undated, HOME) == feed_of(undated, Ref("actors", "ada")) == ""


def test_an_old_statement_that_was_recorded_lately_comes_first() -> None:
    made = small(
        {"said_on": "2031-03-04", "recorded_on": "2031-03-05"},
        {"said_on": "1990-01-01", "recorded_on": "2031-07-01"},
        {"said_on": "2031-06-01"},
    )
    links = [entry.link for entry in read(dict(feeds(made))["feed.xml"]).entries]
    assert links == [f"{SITE}statements/{name}/" for name in ("s1", "s2", "s0")]


def test_of_one_day_the_statement_said_last_comes_first_and_one_of_unknown_day_last() -> None:
    said = ["2031-01-01", "2031-02-01", None, "2031-01-01"]
    made = small(*({"said_on": day, "recorded_on": "2031-05-01"} for day in said))
    links = [entry.link for entry in read(dict(feeds(made))["feed.xml"]).entries]
    assert links == [f"{SITE}statements/{name}/" for name in ("s1", "s0", "s3", "s2")]


def test_a_long_record_gives_the_newest_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ENTRIES", 3)
    start = datetime.date(2031, 1, 1)
    made = small(*({"said_on": (start + datetime.timedelta(number)).isoformat()} for number in range(9)))
    assert days(dict(feeds(made))["feed.xml"]) == [f"2031-01-0{day}T00:00:00Z" for day in (9, 8, 7)]
    made = small(*({"corrections": [{"on": f"2031-01-0{day}", "reason": "x"}]} for day in range(1, 10)))
    assert days(dict(feeds(made))["corrections/feed.xml"]) == [f"2031-01-0{day}T00:00:00Z" for day in (9, 8, 7)]


def test_every_correction_is_an_entry_newest_first_with_a_name_that_stays() -> None:
    one = {"on": "2031-03-05", "reason": "One."}
    two = {"on": "2031-03-06", "reason": "Two.", "field": "said_on", "before": "2031-03-01", "after": "2031-03-02"}
    entries = read(dict(feeds(small({"corrections": [one, two]})))["corrections/feed.xml"]).entries
    assert [entry.updated for entry in entries] == ["2031-03-06T00:00:00Z", "2031-03-05T00:00:00Z"]
    assert "Two." in entries[0].content[0].value
    assert "2031-03-02" in entries[0].content[0].value
    turned = read(dict(feeds(small({"corrections": [two, one]})))["corrections/feed.xml"]).entries
    assert [entry.id for entry in turned] == [entry.id for entry in entries]


def test_two_corrections_of_a_statement_have_each_an_id_of_its_own() -> None:
    made = small({"corrections": [{"on": "2031-03-05", "reason": "One."}, {"on": "2031-03-05", "reason": "Two."}]})
    ids = [each.findtext(f"{ATOM}id") for each in entries_of(dict(feeds(made))["corrections/feed.xml"])]
    assert ids == [f"{SITE}statements/s0/#correction-2031-03-05-{number}" for number in (1, 2)]
    numbers = [
        each.findtext(f"{ATOM}id") for each in entries_of(dict(feeds(without_address(made)))["corrections/feed.xml"])
    ]
    assert len(set(numbers)) == 2


def test_a_correction_tells_what_was_changed_why_and_who_pointed_it_out() -> None:
    change = {
        "on": "2031-03-06",
        "reason": "Why.",
        "field": "said_on",
        "before": LONG,
        "after": LONG,
        "reported_by": "A reader",
    }
    made = small(
        {"corrections": [change]},
        {"status": "withdrawn", "corrections": [{"on": "2031-03-05", "reason": "Never said."}]},
    )
    corrected, withdrawn = entries_of(dict(feeds(made))["corrections/feed.xml"])
    cut = f"{'a' * 1500}\n\n…"
    assert {part.tag.removeprefix(ATOM): part.text for part in corrected if part.text} == {
        "id": f"{SITE}statements/s0/#correction-2031-03-06-1",
        "title": "Correction: Ada Lin, in summary: Says so.",
        "updated": "2031-03-06T00:00:00Z",
        "published": "2031-03-06T00:00:00Z",
        "content": f"Why.\n\nField: Date\n\nBefore: {cut}\n\nAfter: {cut}\n\nReported by: A reader",
    }
    assert withdrawn.findtext(f"{ATOM}title") == "Withdrawn statement: Ada Lin"
    assert withdrawn.findtext(f"{ATOM}content") == "Never said."


@settings(max_examples=150)
@given(TEXTS, TEXTS.map(lambda text: " ".join(text.split())), st.sampled_from(["direct", "indirect"]))
@example(HOSTILE[0], HOSTILE[1], "direct")
@example(HOSTILE[2], HOSTILE[4], "indirect")
def test_titles_names_and_words_come_out_as_they_are(text: str, name: str, mode: str) -> None:
    report = {"source": "tide", "mode": mode, "text": text}
    statement = Statement.model_validate({"id": "s", "speakers": "ada", "said_on": "2031", "topics": "dues", "reports": [report]})  # fmt: skip
    made = edition_of(
        Dataset(
            actors={"ada": Actor.model_construct(id="ada", name=name)},
            topics={"dues": Topic.model_construct(id="dues", name=name, broader=None)},
            sources={"tide": Source(id="tide", title="Dues")},
            statements={"s": statement},
        ),
        site_name=name,
    )
    content = dict(feeds(made))["feed.xml"]
    root = ET.fromstring(content)  # noqa: S314 # made a line above
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    # as an XML reader gives them, exactly
    assert root.findtext(f"{ATOM}title") == name
    assert entry.findtext(f"{ATOM}title") == title_of(made, statement)
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == name
    assert entry.find(f"{ATOM}category").get("label") == name  # type: ignore[union-attr]
    words = (entry.findtext(f"{ATOM}content") or "").rsplit("\n\n[", 1)[0]
    assert "".join(words.split()) == "".join(statement.reports[0].text.split())
    # and as a reader of feeds does, which strips the ends and reads entity names in plain text
    parsed = read(content)
    assert parsed.entries[0].title_detail.type == "text/plain"
    assert parsed.entries[0].content[0].type == "text/plain"
    title = title_of(made, statement).strip()
    assert parsed.entries[0].title in (title, taken_for_utf_8(title))


def taken_for_utf_8(text: str) -> str:
    """What feedparser makes of letters that would be UTF-8 if they were bytes: `Â¡` is to it a spoilt `¡`."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_reader_of_feeds_gets_hostile_text_as_text(text: str) -> None:
    made = small({"said_on": "2031", "reports": [{"source": "tide", "mode": "direct", "text": text}]})
    (entry,) = read(dict(feeds(made))["feed.xml"]).entries
    assert entry.title == title_of(made, made.index.published[0])
    assert entry.content[0].value == f"{text}\n\n[quoted directly]\n\nReported in: Dues."


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    made = edition_of(
        Dataset(
            actors={"ada": Actor.model_construct(id="ada", name="a\x00b\x0bc\ud800d\uffffe")},
            statements={"s": Statement.model_validate({"id": "s", "speakers": "ada", "said_on": "2031", "summary": "x"})},
        ),
        site_name="x\x1by\r\nz",
    )  # fmt: skip
    parsed = read(dict(feeds(made))["feed.xml"])
    assert parsed.feed.title == "x\ufffdy\nz"
    assert parsed.entries[0].author == "a\ufffdb\ufffdc\ufffdd\ufffde"


def test_a_very_long_text_is_cut_at_a_paragraph_or_a_word() -> None:
    long = "word " * 1000
    made = small(
        {"said_on": "2031", "reports": [{"source": "tide", "mode": "direct", "text": f"First.\n\n{long}"}]},
        {"said_on": "2032", "reports": [{"source": "tide", "mode": "direct", "text": long}]},
    )
    second, first = read(dict(feeds(made))["feed.xml"]).entries
    assert first.content[0].value.startswith("First.\n\n…\n\n[quoted directly]")
    assert second.content[0].value.startswith("word word")
    assert "word…\n\n[quoted directly]" in second.content[0].value
    assert len(second.content[0].value) < module.WORDS + 100


def test_the_day_of_an_entry_is_the_one_the_module_tells() -> None:
    made = world()
    for statement in made.index.published:
        day = updated_on(made, statement)
        assert day is not None or statement.said_on is None

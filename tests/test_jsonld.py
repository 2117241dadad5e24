"""JSON-LD: somebody else's reader finds it, the vocabulary knows every word of it, and it says no more than is sure."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import extruct
import markdown
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from schema_org.registry import CLASS_METADATA, PROPERTY_BY_SCHEMA, ancestry

from onrecord.config import Config
from onrecord.dataset import Dataset
from onrecord.escape import encoded
from onrecord.exports import downloads
from onrecord.index import doubt_of
from onrecord.jsonld import LONGEST, MEDIA_TYPES, json_ld, json_ld_block
from onrecord.load import load
from onrecord.model import Actor, Source, Statement, Topic
from onrecord.pages import Edition, view
from onrecord.permalinks import DATA, HOME, Ref
from onrecord.site import Site, build
from onrecord.theme import PAGES

WORLD = Path(__file__).parent / "world" / "data"
SITE = "https://record.example.org/"
EXTENSIONS = ["extra", "smarty", "nl2br", "wikilinks", "pymdownx.magiclink", "pymdownx.emoji", "pymdownx.snippets",
              "pymdownx.critic", "pymdownx.arithmatex", "pymdownx.blocks.html", "pymdownx.escapeall"]  # fmt: skip
PARSERS = [markdown.Markdown(), markdown.Markdown(extensions=EXTENSIONS)]
HOSTILE = ["</script>", "<!--", "-->", "]]>", "{{ 7*7 }}", "{% raw %}", "{#", "}}", "[[a]]", "&quot;", "&#34;", '"', "\\", "\\u003c",
           "'", "`", "*a*", "__b__", "\n", "\n\n", "  ", " ", "\t", "--8<-- \"x\"", ":smile:", "$$", "\u202e", "🙂", "𝔸", "ن", "e\u0301",
           "{: #x }", "https://example.org/?a=1&b=2", "1"]  # fmt: skip
TEXTS = (
    st.text(
        st.characters(
            exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t", exclude_characters="\u2028\u2029"
        ),
        max_size=40,
    )
    | st.lists(st.sampled_from(HOSTILE), max_size=8).map("".join)
).filter(lambda text: bool(text.strip()))


@cache
def world(**settings: Any) -> Site:
    dataset, problems = load([WORLD])
    assert not problems
    return build(dataset, Config(site_name="The Tidemark Record", **({"site_url": SITE} | settings)), [PAGES])


def small(*statements: dict[str, Any], **source: Any) -> Site:
    """A record of one person, one organization, one topic, one source, and `statements`."""
    made = [
        Statement.model_validate({"id": f"s{number}", "speakers": "ada"} | fields)
        for number, fields in enumerate(statements)
    ]
    dataset = Dataset(
        actors={"ada": Actor(id="ada", name="Ada Lin"), "board": Actor(id="board", name="Board", kind="organization")},
        topics={"dues": Topic(id="dues", name="Dues, harbour")},
        sources={"tide": Source.model_validate({"id": "tide", "title": "Dues"} | source)},
        statements={each.id: each for each in made},
    )
    return build(dataset, Config(site_url=SITE), [PAGES])


def report(text: str, mode: str = "direct", **more: Any) -> dict[str, Any]:
    return {"source": "tide", "mode": mode, "text": text} | more


def graph(edition: Edition, ref: Ref) -> list[dict[str, Any]]:
    content = json_ld(edition, view(edition, ref))
    nodes: list[dict[str, Any]] = json.loads(content)["@graph"] if content else []
    return nodes


def node(site: Site, type_: str, ref: Ref = Ref("statements", "s0")) -> dict[str, Any]:  # noqa: B008 - a value
    found = [each for each in graph(site.edition, ref) if each["@type"] == type_]
    assert len(found) == 1
    return found[0]


def statement(name: str, type_: str = "Quotation") -> dict[str, Any]:
    return node(world(), type_, Ref("statements", name))


def types(site: Site, ref: Ref) -> list[str]:
    return [each["@type"] for each in graph(site.edition, ref)]


def read(site: Site, ref: Ref, parser: markdown.Markdown) -> list[dict[str, Any]]:
    """What a reader of JSON-LD finds in the page as Markdown builds it."""
    page = site.renderer.sheet(view(site.edition, ref)).markdown().split("\n---\n", 1)[1]
    content = f"<!doctype html><html><body><main>{parser.reset().convert(page)}</main></body></html>"
    found: list[dict[str, Any]] = extruct.extract(content, syntaxes=["json-ld"])["json-ld"]
    return found


# the vocabulary


def lineage(type_: str) -> set[str]:
    assert type_ in CLASS_METADATA, type_
    return {type_, *ancestry(type_)}


DATES = {"Date": r"\d{4}(-\d\d(-\d\d)?)?", "DateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d.*"}


def faults(value: Any, ranges: set[str], name: str, named: dict[str, str]) -> Iterator[str]:
    """What the vocabulary does not allow as the value of property `name`."""
    if isinstance(value, list):
        for each in value:
            yield from faults(each, ranges, name, named)
    elif isinstance(value, bool):
        if "Boolean" not in ranges:
            yield f"{name} is no boolean"
    elif isinstance(value, int):
        if not ranges & {"Integer", "Number"}:
            yield f"{name} is no number"
    elif isinstance(value, str):
        # an address may stand for any thing (https://schema.org/docs/datamodel.html), and does in lists of steps
        addressed = "URL" in ranges or name == "item"
        fits = "Text" in ranges or (addressed and re.fullmatch(r"https?://\S+", value))
        if not fits and not any(each in ranges and re.fullmatch(form, value) for each, form in DATES.items()):
            yield f"{name} is not {value!r}"
    elif set(value) == {"@id"}:
        if value["@id"] not in named or not lineage(named[value["@id"]]) & ranges:
            yield f"{name} leads to {value['@id']}"
    else:
        line = lineage(value["@type"])
        if "Role" in line and not ranges & line:  # a role stands between, and repeats the property
            yield from faults(value[name], ranges, name, named)
        elif not line & ranges:
            yield f"{name} is no {value['@type']}"
        yield from node_faults(value, named)


def node_faults(value: dict[str, Any], named: dict[str, str]) -> Iterator[str]:
    line = lineage(value["@type"])
    for name, each in value.items():
        if name.startswith("@"):
            continue
        word = PROPERTY_BY_SCHEMA.get(name.removesuffix("-input"))
        if name in ("memberOf", "hasOccupation") and "Role" in line:
            continue  # judged where the role stands
        if word is None or not line & set(word.domains):
            yield f"{value['@type']} has no {name}"
        elif name.endswith("-input"):
            assert value["@type"] == "SearchAction"
        else:
            assert word.superseded_by is None, name
            yield from faults(each, set(word.ranges), name, named)


def named_in(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for each in value:
            yield from named_in(each)
    elif isinstance(value, dict):
        if "@id" in value and "@type" in value:
            yield value["@id"], value["@type"]
        yield from named_in(list(value.values()))


def test_every_word_is_one_of_the_vocabulary_and_every_value_fits_it() -> None:
    site = world(license="CC-BY-4.0")
    seen: set[str] = set()
    for ref in site.refs:
        nodes = graph(site.edition, ref)
        named = dict(named_in(nodes))
        assert not [fault for each in nodes for fault in node_faults(each, named)], ref
        seen |= {type_ for _, type_ in named_in(nodes)} | {each["@type"] for each in nodes}
    assert seen >= {"Quotation", "Statement", "Claim", "Person", "Organization", "DefinedTerm", "NewsArticle", "Dataset",
                    "WebSite", "BreadcrumbList", "Book"}  # fmt: skip


def test_the_test_knows_a_wrong_word() -> None:
    assert list(node_faults({"@type": "Quotation", "saidBy": "x"}, {}))
    assert list(node_faults({"@type": "Quotation", "creator": {"@type": "Place", "name": "x"}}, {}))
    assert list(node_faults({"@type": "Quotation", "dateCreated": "about then"}, {}))


def test_one_id_is_one_kind_of_thing_on_all_pages() -> None:
    site, kinds = world(), dict[str, str]()
    for ref in site.refs:
        for name, type_ in named_in(graph(site.edition, ref)):
            assert name.startswith(SITE)
            assert kinds.setdefault(name, type_) == type_


# statements


def test_a_direct_text_is_a_quotation_of_its_speaker() -> None:
    found = statement("2031-03-04-lin-dues")
    assert found["text"] == "The dues will rise in May. There is no way around it."
    assert found["spokenByCharacter"]["name"] == found["creator"]["name"] == "Ada Lin"
    assert found["creator"]["@id"] == f"{SITE}actors/ada-lin/#actor"
    assert found["dateCreated"] == "2031-03-04"
    assert found["inLanguage"] == "en"
    assert [each["@type"] for each in found["citation"]] == ["NewsArticle"] * 3
    assert found["citation"][0]["publisher"]["name"]
    assert found["citation"][0]["url"] == "https://tide.example.org/dues?id=1&lang=en"
    assert found["citation"][0]["datePublished"] == "2031-03-05"
    assert found["about"]["name"] == "Harbour dues"
    assert found["isPartOf"]["@id"] == f"{SITE}data/#dataset"
    assert found["correction"]["datePublished"] == found["dateModified"] == "2031-03-10"
    assert found["correction"]["text"] == "The report’s own date had been taken for that of the words."


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Lin said “no”.", "no"),
        ("“No,” she said, “never again.”", "No, […] never again."),
        ("She said “it [the harbour] is ours” and left.", "it [the harbour] is ours"),
        ("She said “one.\n\n“And two.”", "one.\n\nAnd two."),
        ("“One.”\n\nShe paused.\n\n“Two.”", "One. […] Two."),
        ("[The minister] called it “a wall”.", "a wall"),
    ],
)
def test_of_a_mixed_text_only_what_is_quoted_is_given_as_the_speakers(text: str, quoted: str) -> None:
    site = small({"reports": [report(text, "mixed")]})
    assert node(site, "Quotation")["text"] == quoted


@pytest.mark.parametrize(
    "fields",
    [
        {"reports": [report("Lin said the dues would rise.", "indirect")]},
        {"summary": "Says that the dues will rise."},
        {"reports": [report("Lin said [twice] the dues would rise.", "mixed")]},
    ],
)
def test_words_that_are_not_the_speakers_are_no_quotation_and_no_text(fields: dict[str, Any]) -> None:
    found = node(small(fields), "Statement")
    assert "text" not in found
    assert "rise" in found.get("description", "") + found.get("abstract", "")
    assert "spokenByCharacter" not in found
    assert found["creator"]["name"] == "Ada Lin"


def test_the_original_stands_beside_its_translation_or_alone() -> None:
    translated = statement("2031-05-19-rahimi-treaty")
    assert translated["inLanguage"] == "en"
    assert translated["translationOfWork"]["inLanguage"] == "fa"
    assert "پیمان" in translated["translationOfWork"]["text"]
    alone = statement("2031-05-20-barak-treaty")
    assert alone["inLanguage"] == "he"
    assert alone["dateCreated"] == "2031-05-20T09:30:00Z"


@pytest.mark.parametrize("status", ["disputed", "misattributed"])
def test_a_statement_in_doubt_says_so_and_names_no_speaker(status: str) -> None:
    site = small(
        {
            "status": status,
            "speakers": {"actor": "ada", "on_behalf_of": "board"},
            "topics": [{"topic": "dues", "stance": "opposes"}],
            "reports": [report("No.")],
            "fact_checks": [{"publisher": "Facts", "rating": "False", "url": "https://facts.example.org/1"}],
        }
    )
    for each in (node(site, "Quotation"), node(site, "Claim")):
        assert each["creativeWorkStatus"] == status
        assert "[" in each["name"]
        assert not {"creator", "spokenByCharacter", "sourceOrganization", "author"} & set(each)


def test_a_statement_of_retracted_sources_only_says_so_and_so_does_the_source() -> None:
    retraction = {"reason": "It was made up.", "on": "2031-04-01", "url": "https://tide.example.org/sorry"}
    found = node(small({"reports": [report("No.")]}, retraction=retraction), "Quotation")
    assert found["creativeWorkStatus"] == found["citation"]["creativeWorkStatus"] == "retracted"
    assert found["citation"]["correction"]["text"] == "It was made up."
    assert "creator" not in found


def test_no_statement_of_the_world_in_doubt_names_a_speaker_and_no_withdrawn_one_says_anything() -> None:
    site = world()
    for each in site.edition.index.dataset.statements.values():
        if each.status == "withdrawn":
            assert types(site, Ref("statements", each.id)) == ["BreadcrumbList"]
        elif each.status != "draft" and doubt_of(site.edition.index.dataset, each):
            for found in graph(site.edition, Ref("statements", each.id)):
                assert not {"creator", "spokenByCharacter"} & set(found)


def test_only_speakers_who_are_certain_are_named() -> None:
    found = node(
        small({"speakers": ["board", {"actor": "ada", "certainty": "probable"}], "reports": [report("No.")]}),
        "Quotation",
    )
    assert found["creator"]["name"] == "Board"
    assert "creator" not in statement("2031-03-senior-official", "Statement")


def test_who_is_spoken_for_is_named_as_such() -> None:
    assert statement("2031-03-07-board-supports")["sourceOrganization"]["@id"] == f"{SITE}actors/harbour-board/#actor"


@pytest.mark.parametrize(
    ("date", "more", "known"),
    [
        ("2031-03-04", {}, "2031-03-04"),
        ("2031-03", {}, "2031-03"),
        ("2031", {}, "2031"),
        ("2031-03-XX", {}, "2031-03"),
        ("2031-XX-XX", {}, "2031"),
        ("2031-03-04?", {}, None),
        ("2031~", {}, None),
        ("203X", {}, None),
        ("2031-03-04/2031-03-06", {}, None),
        ("2031-03-04", {"date_basis": "report-date"}, None),
    ],
)
def test_a_date_is_given_where_it_is_certain_and_single(date: str, more: dict[str, Any], known: str | None) -> None:
    site = small({"said_on": date, "reports": [report("No.")]} | more)
    assert node(site, "Quotation").get("dateCreated") == known


def test_a_position_or_a_fact_check_makes_a_claim_and_no_rating_is_ours() -> None:
    claim = statement("2031-03-04-lin-dues", "Claim")
    assert claim["review"] == {
        "@type": "ClaimReview",
        "url": "https://facts.example.org/1?a=1&b=2",
        "author": {"@type": "Organization", "name": "Tidemark Facts"},
        "datePublished": "2031-03-09",
    }
    assert len(claim["appearance"]) == 3
    assert "firstAppearance" not in claim  # two came out on one day
    assert types(small({"reports": [report("No.")]}), Ref("statements", "s0")) == ["Quotation", "BreadcrumbList"]
    for ref in world().refs:
        assert "ating" not in json_ld(world().edition, view(world().edition, ref))


def test_the_first_appearance_is_the_source_that_was_published_before_all_others() -> None:
    fields = {"topics": [{"topic": "dues", "stance": "opposes"}], "reports": [report("No.")]}
    claim = node(small(fields, published_on="2031-03-05"), "Claim")
    assert claim["firstAppearance"] == claim["appearance"] == {"@id": f"{SITE}sources/tide/#source"}
    assert "firstAppearance" not in node(small(fields), "Claim")


def test_a_very_long_text_is_cut_with_the_records_own_sign() -> None:
    found = node(small({"reports": [report("word " * 20_000 + "end")]}), "Quotation")
    assert len(found["text"]) <= LONGEST + 5
    assert found["text"].endswith("word […]")


# other pages


def test_an_actor_has_its_names_its_ids_elsewhere_and_its_posts() -> None:
    edition = world().edition
    for name, actor in edition.index.dataset.actors.items():
        found = node(world(), "Person" if actor.kind == "person" else "Organization", Ref("actors", name))
        assert found["name"] == actor.name
        assert found["mainEntityOfPage"] == found["url"]
    found = node(world(), "Person", Ref("actors", "ada-lin"))
    posts = found["memberOf"] if isinstance(found["memberOf"], list) else [found["memberOf"]]
    assert {each["@type"] for each in posts} <= {"OrganizationRole", "Organization"}
    assert any(each.get("roleName") and each.get("startDate") for each in posts)


def test_what_is_known_of_an_actor_elsewhere_is_said_by_address() -> None:
    made = Actor.model_validate(
        {"id": "ada", "name": "Ada", "identifiers": {"wikidata": "Q1", "shelf": "9"}, "website": "https://ada.example.org/",
         "roles": [{"id": "poet", "title": "Poet", "start": "2030?", "end": "2031"}]}
    )  # fmt: skip
    site = build(Dataset(actors={"ada": made}), Config(site_url=SITE), [PAGES])
    found = node(site, "Person", Ref("actors", "ada"))
    assert found["sameAs"] == ["https://www.wikidata.org/wiki/Q1", "https://ada.example.org/"]
    assert found["hasOccupation"] == {
        "@type": "Role",
        "roleName": "Poet",
        "endDate": "2031",
        "hasOccupation": {"@type": "Occupation", "name": "Poet"},
    }


def test_the_page_of_downloads_names_every_file_with_its_type_and_hash() -> None:
    site = world(license="CC-BY-4.0")
    found = node(site, "Dataset", DATA)
    listed = {each["contentUrl"]: each for each in found["distribution"]}
    made = list(downloads(site.edition))
    assert {f"{SITE}data/{each.name}": each.media_type for each in made} == {
        address: each["encodingFormat"] for address, each in listed.items()
    }
    assert all(re.fullmatch(r"[0-9a-f]{64}", each["sha256"]) for each in listed.values())
    assert found["license"] == "https://spdx.org/licenses/CC-BY-4.0.html"
    assert set(MEDIA_TYPES) <= {part for each in made for part in (each.name, each.name.rpartition(".")[2])}


def test_the_home_page_says_how_to_search_only_where_there_is_a_search() -> None:
    action = node(world(), "WebSite", HOME)["potentialAction"]
    assert action["target"]["urlTemplate"] == f"{SITE}search/?q={{words}}"
    assert "potentialAction" not in node(world(search="none"), "WebSite", HOME)


def test_crumbs_are_whole_addresses_down_to_the_page_itself() -> None:
    steps = node(world(), "BreadcrumbList", Ref("topics", "harbour-dues"))["itemListElement"]
    assert [each["position"] for each in steps] == list(range(1, len(steps) + 1))
    assert [each["item"] for each in steps] == [
        f"{SITE}{path}" for path in ("", "topics/", "topics/sea/", "topics/ports/", "topics/harbour-dues/")
    ]


def test_a_page_in_another_script_has_an_address_in_ascii() -> None:
    assert statement("ナラ-harbour")["url"] == f"{SITE}statements/%E3%83%8A%E3%83%A9-harbour/"


def test_the_address_of_a_former_id_says_nothing() -> None:
    moved = [ref for ref in world().refs if ref.id == "ocean"]
    assert [json_ld(world().edition, view(world().edition, ref)) for ref in moved] == [""]


def test_without_the_sites_address_there_is_none() -> None:
    site = world(site_url="")
    assert not any(json_ld_block(site.edition, view(site.edition, ref)) for ref in site.refs)


# the way into the page


def test_a_reader_of_built_pages_finds_what_was_written() -> None:
    site = world()
    for ref in site.refs:
        wanted = graph(site.edition, ref)
        for parser in PARSERS:
            found = read(site, ref, parser)
            assert [each["@graph"] for each in found] == ([wanted] if wanted else [])


def test_nothing_in_it_can_be_taken_for_html_markdown_or_a_template() -> None:
    site = world()
    for ref in site.refs:
        block = str(json_ld_block(site.edition, view(site.edition, ref)))
        content = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
        assert "\n" not in block
        assert not re.search(r"[<>&'*`~#%$!|;/.+=()]|\{[^\"]|\[\[|\]\]", content)


@given(st.text() | st.lists(st.sampled_from([*HOSTILE, "\ud800", "\x00", "\u2028"]), max_size=8).map("".join))
@example("a  b   c ")
@example("_")
def test_any_text_comes_back_from_json_and_only_letters_digits_and_single_spaces_stand_plain(text: str) -> None:
    written = encoded(text)
    assert json.loads(written) == text
    plain = re.sub(r"\\u[0-9a-f]{4}", "", written[1:-1])
    assert all(each.isalnum() or each == " " for each in plain)
    assert "  " not in written


@pytest.mark.parametrize("value", [None, 1.5, {"a b": "c"}, {1: "a"}, {"<": "a"}, b"x"])
def test_only_what_has_a_place_in_json_ld_is_written(value: object) -> None:
    with pytest.raises(TypeError):
        encoded(value)


@settings(max_examples=60)
@given(TEXTS)
@example("</script><script>alert(1)</script>")
@example("{{ 7*7 }}{% x %} \\u003c &quot;")
def test_a_text_comes_back_from_the_built_page_as_it_is(text: str) -> None:
    site = small({"summary": text, "reports": [report(text)]})
    made = site.edition.index.dataset.statements["s0"]
    for parser in PARSERS:
        (found,) = read(site, Ref("statements", "s0"), parser)
        quotation = found["@graph"][0]
        assert quotation["text"] == made.reports[0].text
        assert quotation["abstract"] == made.summary

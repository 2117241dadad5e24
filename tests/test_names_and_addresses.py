"""Ids, web addresses, languages, and the site's own addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import addresses, languages, slugs
from onrecord.permalinks import HOME, SECTION_KINDS, Ref, page_path, path_of, ref_of, relative, source_path


@pytest.mark.parametrize("good", ["javad-zarif", "2016-04-09-x", "çağla-ışık", "ナラ", "ظریف", "हिन्दी", "v1.2", "a"])
def test_an_id_can_be_in_any_script(good: str) -> None:
    assert slugs.flaw(good) is None


@pytest.mark.parametrize(
    "bad",
    ["", "A", "a b", "a--b", "-a", "a-", "a_b", "a/b", "../a", "a?b", "index", "404", "search", "con", "nul.txt", "unnamed",
     "e\u0301t", "\u0301a", "x" * 121, "é" * 61, "a\u200bb", "a\n"],
)  # fmt: skip
def test_an_id_that_cannot_last_is_refused(bad: str) -> None:
    assert slugs.flaw(bad)


@pytest.mark.parametrize(
    ("address", "normal"),
    [
        ("https://example.org", "https://example.org"),
        ("HTTP://Example.ORG:8080/a%20b?q=1&r=[2]#f", "http://example.org:8080/a%20b?q=1&r=[2]#f"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://93.184.216.34/", "https://93.184.216.34/"),
    ],
)
def test_an_address_is_linked_in_its_ascii_form(address: str, normal: str) -> None:
    assert addresses.normal(address) == normal


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//example.org", "ftp://example.org", "https://", "https://user:pw@example.org",
     "https://user@example.org", "http://localhost/", "http://127.0.0.1/", "http://10.0.0.1", "http://[::1]/", "http://192.168.1.1",
     "https://intranet/", "https://printer.local", "https://exa mple.org", "https://example.org/\u202egnp", 'https://example.org/"x',
     "https://example.org/<b>", "https://example.org\\@evil.example", "https://example.org:0/", "https://example.org:99999/",
     "https://1.2.3.400/", "https://-a.example", "https://example.org/\n", "https://" + "a" * 2000 + ".example"],
)  # fmt: skip
def test_an_address_that_hides_something_is_refused(address: str) -> None:
    assert addresses.flaw(address)


@pytest.mark.parametrize(
    ("tag", "direction"), [("fa", "rtl"), ("he-IL", "rtl"), ("en", "ltr"), ("az-Arab", "rtl"), ("ar-Latn", "ltr")]
)
def test_a_language_has_a_direction(tag: str, direction: str) -> None:
    assert languages.well_formed(tag)
    assert languages.direction(tag) == direction


@pytest.mark.parametrize("tag", ["", "english", "e", "en_US", "en-", 'en"', "فا"])
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    assert not languages.well_formed(tag)


IDS = st.sampled_from(["a", "javad-zarif", "2016-04-09-x", "ظریف", "v1.2", "ナラ"])
PARTS = st.sampled_from(["", "2016", "2016-04", "2016-04-p2", "undated"])
REFS = st.one_of(
    st.just(HOME),
    st.builds(Ref, st.sampled_from(SECTION_KINDS), IDS, PARTS),
    st.builds(lambda kind, part: Ref(kind, part=part), st.sampled_from(SECTION_KINDS), PARTS),
    st.builds(lambda name: Ref("page", name), st.sampled_from(["search", "method", "help/editors"])),
)


@given(REFS)
def test_a_path_leads_back_to_its_page(ref: Ref) -> None:
    assert ref_of(path_of(ref)) == ref
    assert page_path(source_path(path_of(ref))) == path_of(ref)


@given(REFS, REFS)
def test_a_relative_link_leads_from_the_one_page_to_the_other(here: Ref, there: Ref) -> None:
    from urllib.parse import quote, unquote, urljoin

    base = "https://example.org/some/folder/"
    link = relative(path_of(there), path_of(here))
    assert unquote(urljoin(base + quote(path_of(here)), link)) == base + path_of(there)

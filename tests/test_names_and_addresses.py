"""Ids, web addresses, languages, and the site's own addresses."""

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawing import draw, draw_site, run, tree
from onrecord import addresses, filters, languages, slugs
from onrecord.escape import Safe
from onrecord.links import LinkCheck
from onrecord.permalinks import HOME, ROOT, SECTION_KINDS, Ref, page_path, path_of, ref_of, relative, source_path


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
        ("https://[2606:4700:4700::1111]:8443", "https://[2606:4700:4700::1111]:8443"),
        ("https://a.b-c.example./a;b=@1,2?a=(b)#é?", "https://a.b-c.example./a;b=@1,2?a=(b)#%C3%A9?"),
        ("https://example.org?#", "https://example.org"),
        (f"https://example.org/{'a' * 1980}", f"https://example.org/{'a' * 1980}"),
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
     "http://127.0.0.0x1/", "http://169.254.0xa9fe/", "http://10.0.0.0x/", "http://127。0。0。0x1/", "http://[64:ff9b::7f00:1]/",
     "http://[::127.0.0.1]/", "http://[2002:7f00:1::]/", "http://[::ffff:8.8.8.8]/", "http://[2001:0:808:808::1]/",
     "https://1.2.3.400/", "https://-a.example", "https://example.org/\n", "https://" + "a" * 2000 + ".example"],
)  # fmt: skip
def test_an_address_that_hides_something_is_refused(address: str) -> None:
    assert addresses.flaw(address)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"https://example.org/{'a' * 1981}", "at most 2000 characters; this one has 2001"),
        ("https://example.org/`", "cannot hold spaces, quotation marks"),
        ("https://example.org/\u00ad", "invisible characters"),
        ("https://[::1/", "is not well formed"),
        ("mailto:a@example.org", "begins with https:// or http://"),
        ("https://@example.org", "cannot hold a user name or password"),
        ("https://example.org:0", "there is no port 0"),
        ("https:///a", "names no host"),
        ("https://faß.example.org/", "programs disagree on `ß` in a host's name: write its ASCII form"),
        ("https://σοφός.example.org/", "programs disagree on `ς`"),
        ("https://[fe80::1]/", "fe80::1 is not a public host"),
        ("https://a..example", "`a..example` is not a host name"),
        ("https://a.example..", "`a.example..` is not a host name"),
        ("https://a-.example", "`a-.example` is not a host name"),
        ("https://a.7", "`a.7` is not a host name"),
        ("https://example", "`example` is not a public host"),
        *(
            (f"https://a.{name}", f"`a.{name}` is not a public host")
            for name in ("local", "localhost", "internal", "lan", "home", "test", "invalid", "onion", "arpa")
        ),
    ],
)
def test_why_an_address_is_not_linked_is_told(address: str, said: str) -> None:
    assert said in (addresses.flaw(address) or "")
    with pytest.raises(ValueError, match=re.escape(said)):
        addresses.normal(address)


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


@pytest.mark.parametrize(
    ("link", "nowhere"),
    [
        ("", None),
        ("#posts", None),
        ("#words", "actors/ada/#words"),
        ("../../", None),
        ("../../#top", None),
        ("../bo/", "actors/bo/"),
        ("&#46;&#46;/bo/", "actors/bo/"),
        ("../%C3%A9/", None),
        ("../%C3%A9/#posts", "actors/é/#posts"),
        (ROOT, None),
        (f"{ROOT}#top", None),
        (f"{ROOT}#posts", "#posts"),
        (f"{ROOT}actors/%C3%A9/", None),
        (f"{ROOT}actors/bo/", "actors/bo/"),
        ("feed.xml", None),
        ("/feed.xml", "feed.xml"),
        ("https://tide.example.org/", None),
        ("https&#58;&#47;&#47;tide&#46;example&#46;org", None),
    ],
)
def test_a_link_to_a_page_or_an_anchor_that_is_not_there_is_found(link: str, nowhere: str | None) -> None:
    check = LinkCheck()
    check.see("", '<p class="x" id="top">x</p>')
    check.see("actors/ada/", f'<h2 id="posts" data-id="words" data-href="x">x</h2>\n<a\nhref="{link}">x</a>')
    found = check.dangling(["", "actors/ada/", "actors/é/", "actors/ada/feed.xml"])
    assert found == ({} if nowhere is None else {nowhere: "actors/ada/"})


@pytest.mark.parametrize(
    ("name", "value", "made"),
    [
        ("link", HOME, ROOT),
        ("link", Ref("actors", "ada-lin"), f"{ROOT}actors/ada-lin/"),
        ("link", Ref("actors", "é"), f"{ROOT}actors/%C3%A9/"),
        ("link", Ref("page", "a\"'<&b"), f"{ROOT}a%22%27%3C%26b/"),
        ("address", "https://é.example/", "https&#58;&#47;&#47;xn&#45;&#45;9ca&#46;example&#47;"),
        ("address", "javascript:alert(1)", None),
        ("anchor", "Report-1", "Report-1"),
        ("anchor", "1st", None),
        ("anchor", 'a"b', None),
        ("anchor", "", None),
        ("file", "feed.xml", "feed.xml"),
        ("file", "SHA256SUMS", "SHA256SUMS"),
        ("file", "fact_checks.csv", "fact_checks.csv"),
        ("file", "../feed.xml", None),
        ("file", "javascript:x", None),
        ("file", "", None),
        ("language", "", ""),
        ("language", "fa", ' lang="fa" dir="rtl"'),
        ("language", 'e"n', ' lang="e&#34;n" dir="ltr"'),
        ("block", Safe("<p>\n\n  a\n</p>\n"), "\n\n<p> a </p>\n\n"),
        ("lines", "a < b\nc\n\nd", "a&#32;&#60;&#32;b<br>c<br><br>d"),
    ],
)
def test_a_template_gets_an_address_an_anchor_or_a_file_that_is_one_and_no_other(
    name: str, value: object, made: str | None
) -> None:
    if made is None:
        with pytest.raises(ValueError, match=r"is no |begins with"):
            filters.FILTERS[name](value)
    else:
        assert filters.FILTERS[name](value) == made


def test_where_an_address_is_read_letters_of_another_script_do_not_pass_for_its_own(tmp_path: Path) -> None:
    """The `а` in `еxаmple` is Cyrillic."""
    source = "sources:\n  - {id: false-1, title: T, url: 'https://еxаmple.org/a'}\n"
    actor = "actors:\n  - {id: cy, name: Cy, website: 'https://еxаmple.org/'}\n"
    report = "reports: [{source: false-1, mode: direct, text: So it is.}]"
    statement = f"statements:\n  - {{id: said, speakers: cy, said_on: 2031-01-01, {report}}}\n"
    folder = draw(draw_site(tmp_path), {"data/more.yaml": source + actor + statement})
    run("mkdocs", "build", "--strict", cwd=folder)
    found = {
        name
        for name, content in tree(folder / "site").items()
        if name.endswith(".html") and "xn--" in (text := unescape(content.decode())) and "еxаmple" not in text
    }
    assert {"actors/cy/index.html", "sources/false-1/index.html", "statements/said/index.html"} <= found

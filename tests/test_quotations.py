"""Whose words are whose: the voices of a report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import Report
from onrecord.quotations import paragraphs, segments


def voices(mode: str, text: str) -> list[tuple[str, str]]:
    report = Report.model_validate({"source": "s", "mode": mode, "text": text})
    return [(segment.voice, segment.text) for paragraph in segments(report) for segment in paragraph]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("He said it was “wrong” and left.", ["“wrong”"]),
        ("“One,” she said, “and two.”", ["“One,”", "“and two.”"]),
        ("She called it “a ‘so-called’ plan”.", ["“a ‘so-called’ plan”"]),
        ("She said “they told us “no” twice” again.", ["“they told us “no” twice”"]),
        ("Er sagte, „das ist falsch“, und ging.", ["„das ist falsch“"]),
        ("Il a dit « non » hier.", ["« non »"]),
        ("او گفت «نه» و رفت.", ["«نه»"]),
        ("他說「不行」，又說「『好』不算」。", ["「不行」", "「『好』不算」"]),
        ('He said "no" and "never".', ['"no"', '"never"']),
        ("It’s the minister’s “no”.", ["“no”"]),
        ("He began “and never closed", ["“and never closed"]),
        ("He said:\n\n“First paragraph.\n\n“Second one.” Then he left.", ["“First paragraph.", "“Second one.”"]),
    ],
)
def test_in_a_mixed_report_the_speakers_words_stand_in_quotation_marks(text: str, spoken: list[str]) -> None:
    assert [words for voice, words in voices("mixed", text) if voice == "speaker"] == spoken


def test_brackets_are_the_editors_in_any_mode() -> None:
    assert voices("direct", "We [the board] will […] go.") == [
        ("speaker", "We "),
        ("editor", "[the board]"),
        ("speaker", " will "),
        ("editor", "[…]"),
        ("speaker", " go."),
    ]
    assert ("editor", "[sic]") in voices("mixed", "He said “go [sic] now”.")
    assert ("editor", "[…]") in voices("indirect", "He said […] so.")


def test_an_indirect_report_has_no_words_of_the_speaker() -> None:
    assert {voice for voice, _ in voices("indirect", "He said that it was so.")} == {"reporter"}


@given(
    st.sampled_from(["direct", "indirect", "mixed"]),
    st.lists(
        st.sampled_from(["a", " ", "“", "”", "„", "«", "»", "「", "」", '"', "’", "[", "]", "\n", "\n\n", "x y"]),
        min_size=1,
        max_size=30,
    ),
)
def test_no_character_is_lost_between_the_voices(mode: str, pieces: list[str]) -> None:
    text = "".join(pieces).strip()
    if not text:
        return
    report = Report.model_construct(source="s", mode=mode, text=text, chain=())  # type: ignore[arg-type]
    joined = ["".join(segment.text for segment in paragraph) for paragraph in segments(report)]
    assert joined == paragraphs(text)

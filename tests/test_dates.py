"""EDTF dates: what they mean, what they refuse, how they are shown."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import dates
from onrecord.wording import Words

DAY = datetime.date


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2016-04-09", DAY(2016, 4, 9), DAY(2016, 4, 9), "day"),
        ("2016-04", DAY(2016, 4, 1), DAY(2016, 4, 30), "month"),
        ("2016-02-XX", DAY(2016, 2, 1), DAY(2016, 2, 29), "month"),
        ("2016", DAY(2016, 1, 1), DAY(2016, 12, 31), "year"),
        ("2016-XX", DAY(2016, 1, 1), DAY(2016, 12, 31), "year"),
        ("201X", DAY(2010, 1, 1), DAY(2019, 12, 31), "decade"),
        ("2016-04-09T23:59:59+03:30", DAY(2016, 4, 9), DAY(2016, 4, 9), "moment"),
        ("2016-04-08/2016-04-10", DAY(2016, 4, 8), DAY(2016, 4, 10), "interval"),
        ("2016-04/..", DAY(2016, 4, 1), None, "interval"),
        ("../2016-04", None, DAY(2016, 4, 30), "interval"),
    ],
)
def test_a_date_says_its_first_and_last_possible_day(
    text: str, earliest: datetime.date | None, latest: datetime.date | None, precision: str
) -> None:
    date = dates.parse(text)
    assert (date.earliest, date.latest, date.precision) == (earliest, latest, precision)


@pytest.mark.parametrize(
    "text",
    [
        "2016-02-30", "2015-02-29", "2016-13", "2016-00-01", "2016-4-9", "09.04.2016", "2016-W05-1", "0000", "16",
        "2016-04-31", "2016-04-09T25:00Z", "2016-04-09T10:00+99:99", "2016-04-09T10:00-14:01", "2016-04-09T10", "2016-04T10:00", "../..", "2016/2015", "2016/2017/2018",
        "201X-04", "2016-XX-09", "２０１６", "2016-04-09 ", "", "April 2016", "2016-04-09?~",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        dates.parse(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2016-04-09", "9 April 2016"),
        ("2016-04", "April 2016"),
        ("2016", "2016"),
        ("199X", "1990s"),
        ("2016~", "about 2016"),
        ("2016-04-09?", "9 April 2016 (uncertain)"),
        ("2016-04%", "about April 2016 (uncertain)"),
        ("2016-04-09T14:30:00Z", "9 April 2016, 14:30 UTC"),
        ("2016-04-08/2016-04-10", "8 to 10 April 2016"),
        ("2016-03-30/2016-04-02", "30 March to 2 April 2016"),
        ("2015-12-30/2016-01-02", "30 December 2015 to 2 January 2016"),
        ("2016-04/..", "since April 2016"),
        ("../2016-04-09", "until 9 April 2016"),
    ],
)
def test_a_date_is_shown_in_words(text: str, shown: str) -> None:
    assert Words().date(dates.parse(text)) == shown


@given(st.dates(), st.dates())
def test_an_interval_holds_both_its_ends(one: datetime.date, other: datetime.date) -> None:
    first, last = sorted((one, other))
    interval = dates.parse(f"{first}/{last}")
    assert (interval.earliest, interval.latest) == (first, last)
    assert dates.parse(str(first)).sort_key <= dates.parse(str(last)).sort_key


def test_an_interval_of_moments_is_as_long_as_it_is_on_one_clock() -> None:
    dates.parse("2016-04-09T14:30:00+05:00/2016-04-09T10:00:00Z")
    dates.parse("2016-04-09T23:30/2016-04-10T00:10")
    with pytest.raises(ValueError, match="before it begins"):
        dates.parse("2016-04-09T10:00:00Z/2016-04-09T14:30:00+05:00")


@given(st.text(alphabet="0123456789-/.X?~%TZ:+", max_size=24))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        date = dates.parse(text)
    except ValueError:
        return
    assert date.text == text
    assert date.earliest is None or date.latest is None or date.earliest <= date.latest

"""What is wrong with the data, as values.

An editor's mistake never raises: it becomes a `Problem` with a code, a place and a remedy, and all of them are shown
in one run. Codes are stable: other people's scripts and suppressions rely on them. `CODES` lists each with the
sentence that stands in the documentation.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal

Severity = Literal["error", "warning"]
FieldPath = tuple[str | int, ...]
"""Where in a record: `("reports", 0, "text")`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The record a value came from: enough to find its line again, small enough to keep for each of a million."""

    file: str
    """Path as it was given to the loader."""
    section: str = ""
    """Top-level key: `statements`."""
    number: int = -1
    """Which record of that section in that file, from 0; -1 for the file itself."""

    @property
    def form(self) -> Literal["yaml", "table", "json"]:
        """How things are written in that file, as its name says."""
        name = self.file.lower()
        return "yaml" if name.endswith((".yaml", ".yml")) else "table" if name.endswith(".csv") else "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A place in a text file, counted from 1; column in characters."""

    line: int
    column: int
    text: str = ""
    """The line itself, without its line end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One flaw in the data."""

    code: str
    """A key of `CODES`."""
    message: str
    """What is wrong, naming the value."""
    origin: Origin
    """The file and record."""
    path: FieldPath = ()
    """The field in that record."""
    hint: str = ""
    """What to do about it."""
    position: Position | None = None
    """Line and column, once they have been looked up."""
    on_key: bool = field(default=False, repr=False)
    """Whether the flaw is in the field's name rather than its value."""
    more: int = field(default=0, repr=False)
    """So many problems of the same file, at least, are not told beside this one."""

    @property
    def severity(self) -> Severity:
        """`error` fails a build, `warning` does not."""
        return CODES[self.code].severity

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """By file, then by place."""
        position = self.position or Position(line=0, column=0)
        return (self.origin.file, position.line, position.column, self.code, self.message)


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of flaw."""

    severity: Severity
    meaning: str
    """One sentence for an editor."""


CODES: dict[str, Code] = {
    # files
    "no-data": Code("error", "No data file was found where the record should be."),
    "file-kind": Code("error", "The file's name does not say what it holds."),
    "file-unreadable": Code("error", "The file cannot be read, or is not an ordinary file."),
    "file-encoding": Code("error", "The file is not UTF-8."),
    "merge-conflict": Code("error", "The file holds both versions of a passage that git could not merge."),
    "bad-character": Code("error", "The text holds a control character or one that is not for interchange."),
    "yaml-syntax": Code("error", "The file is not well-formed YAML."),
    "yaml-alias": Code("error", "YAML anchors and aliases are not used here: write the value out."),
    "yaml-tag": Code("error", "YAML tags are not used here: every value is text."),
    "cut-text": Code("warning", "A # after a space ends a text in YAML: what follows it is not read."),
    "parted-text": Code("error", "A comma in braces ends a text in YAML: what follows it is read as another field."),
    "swallowed-lines": Code("warning", "A text in quotation marks goes on over what look like other fields or rows."),
    "too-deep": Code("error", "The file is nested deeper than any record can be, or the tree of topics."),
    "json-syntax": Code("error", "The file is not well-formed JSON."),
    "csv-syntax": Code(
        "error", "The table cannot be read: a quotation mark is unbalanced or a row has too many cells."
    ),
    "duplicate-key": Code("error", "A field is given twice in the same record."),
    # records
    "unknown-section": Code("error", "A top-level key is none of actors, topics, sources, events, statements."),
    "unknown-field": Code("error", "The record has a field that the model does not know."),
    "missing-field": Code("error", "A field without which the record means nothing is not there."),
    "wrong-type": Code("error", "The field holds a list, a map or a text where another of these is meant."),
    "bad-value": Code("error", "The field holds a word that is not among those it can hold."),
    "empty-value": Code("error", "The field is there but holds nothing."),
    "too-long": Code("error", "The text is longer than the site's settings allow."),
    "bad-id": Code("error", "The id cannot become a lasting address."),
    "bad-date": Code("error", "The date does not exist or is not in EDTF notation."),
    "bad-address": Code("error", "The address is not an http or https address of a public host."),
    "bad-language": Code("error", "The language is not a BCP 47 tag, or there is none of that code."),
    "bad-brackets": Code("error", "Square brackets, the editors' own marks, do not pair up."),
    "damaged-text": Code("warning", "The text holds what a program wrote for what it could not read or work out."),
    # meaning
    "duplicate-id": Code("error", "Two records of one kind have the same id, or a former id of another."),
    "duplicate-address": Code("error", "Two sources have the same address."),
    "repeated-entry": Code("error", "A list of a record names the same twice."),
    "dangling-reference": Code("error", "The id that is referred to does not exist."),
    "wrong-kind": Code("error", "A person is named where an organization is meant."),
    "cyclic-topics": Code("error", "A topic is, through its parents, its own ancestor."),
    "cyclic-parts": Code("error", "An organization is, through those that it is part of, a part of itself."),
    "self-relation": Code("error", "A statement is related to itself."),
    "no-words": Code("error", "The statement has neither a report nor a summary."),
    "no-evidence": Code("error", "Saying that two statements contradict each other needs a note of evidence."),
    "role-not-held": Code("error", "The speaker did not hold that role on that day."),
    "unknown-role": Code("error", "The speaker's record does not list that role."),
    "unknown-name": Code("error", "The name as printed is not among the actor's names."),
    "impossible-date": Code(
        "error", "What follows from something has a date before it: a correction, a source, the end of a role."
    ),
    "outer-quotes": Code("error", "A direct report stands inside quotation marks, which are left off."),
    "no-quotes": Code("error", "A mixed report quotes nothing."),
    "open-quotes": Code("error", "A quotation mark of a mixed report is opened and never closed."),
    "narrated-quotes": Code("warning", "A direct report seems to hold the reporter's words between two quotations."),
    "single-quotes": Code("warning", "Single quotation marks of a mixed report are not read as a quotation."),
    "quotes-in-indirect": Code("warning", "An indirect report holds quotation marks: it may be a mixed one."),
    "reply-too-early": Code("warning", "A statement answers one that was made later."),
    "repeated-report": Code("warning", "Two reports of one statement are the same words from the same source."),
    "bad-receipts": Code("error", "The file of receipts is not as the program writes it."),
    "bad-captures": Code("error", "The register of captures is not as the program writes it."),
    "false-receipt": Code("error", "A receipt does not fit the words it is for, or no such capture was taken."),
    "altered-capture": Code("error", "The text of a source is not as it was when it was taken."),
    "unverified-quotation": Code("error", "A published quotation has no receipt, and the site requires one."),
    "changed-source": Code("warning", "Words in quotation marks stand in an earlier text of their source only."),
    "altered-quotation": Code("error", "Words in quotation marks differ from the text of their source."),
    "missing-quotation": Code("error", "Words in quotation marks are not in the text of their source."),
    "no-reason": Code("error", "A statement that is withdrawn or misattributed needs a correction that says why."),
    "silent-change": Code("error", "What readers saw of a statement is otherwise now, and no correction says why."),
    "silent-removal": Code("error", "A page that readers saw is gone, and its address leads nowhere."),
    "silent-context": Code("warning", "What readers saw of an actor, topic, source or event is otherwise now."),
}


MOST = 1000
"""Problems of one kind that are told of one file. Nobody reads more, and a file can be made of nothing else."""
ENOUGH = 10_000
"""Problems of one file after which it is read no further."""


def few(problems: Iterable[Problem]) -> list[Problem]:
    """The first `MOST` of each kind in each file; the last of a file then says how many more there are."""
    kept: list[Problem] = []
    found: dict[tuple[str, str], int] = {}
    untold: dict[str, Problem] = {}
    left: dict[str, int] = {}
    for problem in problems:
        file = problem.origin.file
        number = found[file, problem.code] = found.get((file, problem.code), 0) + 1
        if number <= MOST and not problem.more:
            kept.append(problem)
            continue
        left[file] = left.get(file, 0) + 1 + problem.more
        first = untold.setdefault(file, problem)
        if CODES[first.code].severity == "warning":  # what is left out must fail a build if any of it would
            untold[file] = problem
    for file, problem in untold.items():
        if left[file] == 1:
            kept.append(problem)
            continue
        message = f"at least {left[file]:,} more problems of this file are not told"
        hint = "mend those that are told, and check again"
        kept.append(replace(problem, message=message, hint=hint, more=left[file] - 1))
    return kept


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether one of them keeps a site from being built."""
    return any(problem.severity == "error" for problem in problems)


MOST_HINTS = 25
"""Words for which the nearest known one is looked up: each is compared with all of them."""
LONGEST_WORD = 200
"""Longer words are compared with nothing."""
MANY = 1000
"""Among more words than these, only those that begin alike and are as long are compared."""


def nearest(wrong: str, known: Iterable[str]) -> str:
    """The known word that is nearest, if one is near, else nothing. Upper and lower case make no difference."""
    wanted = wrong.strip().casefold()
    if len(wanted) > LONGEST_WORD:
        return ""
    words = {word.casefold(): word for word in known if len(word) <= LONGEST_WORD}
    if len(words) > MANY:
        alike = (word for word in words if word[:1] == wanted[:1] and abs(len(word) - len(wanted)) <= len(wanted) // 4)
        words = {word: words[word] for word in islice(alike, MANY)}
    near = [words[each] for each in difflib.get_close_matches(wanted, words, n=1, cutoff=0.6)]
    return near[0] if near else ""


def did_you_mean(near: str, otherwise: str = "") -> str:
    """A hint naming the nearest word, if there is one."""
    return f"did you mean `{near}`?" if near else otherwise


class Nearest:
    """The nearest of known words, as long as so few are asked for that somebody may read them."""

    def __init__(self, most: int = MOST_HINTS) -> None:
        """Look up `most` words, and no more."""
        self.left = most

    def word(self, wrong: str, known: Iterable[str]) -> str:
        """The nearest known word, if one is near and is still looked for."""
        self.left -= 1
        return nearest(wrong, known) if self.left >= 0 else ""

    def hint(self, wrong: str, known: Iterable[str], *, otherwise: str = "") -> str:
        """A hint naming it."""
        return did_you_mean(self.word(wrong, known), otherwise)

"""Files of an ordinary size that were written to be slow, or to need much memory: what tests and a benchmark share."""

import json
import os
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1_000_000

_STATEMENT = "statements:\n  - id: s\n    speakers: unnamed\n    summary: x\n"
_REPORT = "    reports:\n      - source: a\n        mode: {mode}\n        text: {text}\n"
_SOURCE = "sources:\n  - {id: a, title: A}\n"
_ACTORS = "actors:\n" + "".join(f"  - {{id: actor-{n}, name: A}}\n" for n in range(8_000))


def _fill(piece: str, head: str = "", tail: str = "", size: int = MEGABYTE) -> str:
    return head + piece * ((size - len(head) - len(tail)) // len(piece)) + tail


def _report(text: str, mode: str = "mixed", head: str = "") -> str:
    return head + _SOURCE + _STATEMENT + _REPORT.format(mode=mode, text=json.dumps(text, ensure_ascii=False))


def _field(section: str, **fields: str) -> str:
    return json.dumps({section: [{"id": "a", "name": "A", "title": "A"} | fields]}, ensure_ascii=False)


def _actor(**fields: object) -> str:
    return json.dumps({"actors": [{"id": "a", "name": "A"} | fields]}, ensure_ascii=False)


def _source(**fields: object) -> str:
    return json.dumps({"sources": [{"id": "a", "title": "A"} | fields]}, ensure_ascii=False)


def _statements(records: list[dict[str, object]]) -> str:
    return json.dumps({"statements": [{"speakers": "unnamed", "summary": "x"} | each for each in records]})


def _lines(records: list[dict[str, object]]) -> str:
    return "".join(json.dumps(each) + "\n" for each in records)


def _receipt(number: int) -> str:
    held = {"statement": f"s-{number}", "source": "a", "words": f"{number:064x}", "capture": "0" * 64}
    held |= {"outcome": "exact", "prefix": "", "suffix": "", "taken_on": "", "verified_on": "2031-01-01"}
    return json.dumps(held | {"spans": [[0, 1]], "not_in": []})


HOSTILE: Mapping[str, tuple[str, Callable[[], str]]] = {
    # YAML
    "yaml: double quotes": ("a.yaml", lambda: _fill('"')),
    "yaml: quoted nothings": ("a.yaml", lambda: _fill('"", ', "topics: [", "]")),
    "yaml: single quotes": ("a.yaml", lambda: _fill("'")),
    "yaml: brackets": ("a.yaml", lambda: _fill("[")),
    "yaml: braces": ("a.yaml", lambda: _fill("{")),
    "yaml: brackets, closed": ("a.yaml", lambda: "[" * 500_000 + "]" * 500_000),
    "yaml: bracket pairs": ("a.yaml", lambda: _fill("[]\n")),
    "yaml: bracket pairs in a list": ("a.yaml", lambda: _fill("[],", "topics: [", "]")),
    "yaml: lines of brackets": ("a.yaml", lambda: _fill("[\n")),
    "yaml: nested keys": ("a.yaml", lambda: _fill('{"a": ')),
    "yaml: nested by indentation": ("a.yaml", lambda: "".join(" " * depth + "a:\n" for depth in range(1400))),
    "yaml: hyphens": ("a.yaml", lambda: _fill("- ")),
    "yaml: question marks": ("a.yaml", lambda: _fill("? ")),
    "yaml: colons": ("a.yaml", lambda: _fill(": ")),
    "yaml: colons without spaces": ("a.yaml", lambda: _fill(":")),
    "yaml: anchors in lists": ("a.yaml", lambda: _fill("&a [*a], ", "topics: [", "]")),
    "yaml: anchors": ("a.yaml", lambda: _fill("- &a a\n", "topics:\n")),
    "yaml: nested anchors": ("a.yaml", lambda: _fill("&a [*a ")),
    "yaml: aliases that double": (
        "a.yaml",
        lambda: "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 20_000)),
    ),
    "yaml: merges": ("a.yaml", lambda: _fill("  - {<<: *b}\n", "topics:\n  - &b {id: a}\n")),
    "yaml: tags": ("a.yaml", lambda: _fill("- !!binary a\n", "topics:\n")),
    "yaml: one long line": ("a.yaml", lambda: _fill("x", "topics: ")),
    "yaml: one long key": ("a.yaml", lambda: _fill("x", "", ": 1\n")),
    "yaml: a long line with a colon": ("a.yaml", lambda: _fill("a: ", "topics:\n  - id: ", "\n")),
    "yaml: a text of many lines": (
        "a.yaml",
        lambda: _fill("    x\n", "topics:\n  - id: a\n    name: A\n    description:\n"),
    ),
    "yaml: a folded text of blank lines": ("a.yaml", lambda: _fill("\n", "topics: >\n", "  x\n")),
    "yaml: blank lines": ("a.yaml", lambda: _fill("\n", "", "topics: {}\n")),
    "yaml: white space": ("a.yaml", lambda: _fill(" ", "topics:", "\n")),
    "yaml: white space, then a sign": ("a.yaml", lambda: _fill(" ", "topics: x", "#y\n")),
    "yaml: tabs": ("a.yaml", lambda: _fill("\t")),
    "yaml: comments": ("a.yaml", lambda: _fill("#\n")),
    "yaml: hashtags": ("a.yaml", lambda: _fill("- a #b\n", "topics:\n")),
    "yaml: hashtags below one another": ("a.yaml", lambda: _fill(" #b", "topics: x", "\n")),
    "yaml: documents": ("a.yaml", lambda: _fill("---\n")),
    "yaml: directives": ("a.yaml", lambda: _fill("%A b\n")),
    "yaml: the same key": ("a.yaml", lambda: _fill("a: 1\n")),
    "yaml: the same field": ("a.yaml", lambda: _fill("    name: A\n", "topics:\n  - id: a\n")),
    "yaml: the same section": ("a.yaml", lambda: _fill("topics: []\n")),
    "yaml: sections of one record": (
        "a.yaml",
        lambda: "".join(f"topics:\n  - {{id: t-{n}, name: T}}\n" for n in range(20_000)),
    ),
    "yaml: unknown sections": ("a.yaml", lambda: "".join(f"s{n}: [x]\n" for n in range(50_000))),
    "yaml: unknown fields": (
        "a.yaml",
        lambda: "topics:\n  - id: a\n    name: A\n" + "".join(f"    f{n}: x\n" for n in range(50_000)),
    ),
    "yaml: records of nothing": ("a.yaml", lambda: _fill("  -\n", "topics:\n")),
    "yaml: records that are texts": ("a.yaml", lambda: _fill("  - x\n", "topics:\n")),
    "yaml: names that are wrong": (
        "a.yaml",
        lambda: "topics:\n" + "".join(f"  - {{id: t-{n}, name: [], nmae: x}}\n" for n in range(25_000)),
    ),
    "yaml: escapes": ("a.yaml", lambda: _fill("\\x41", 'topics: "', '"\n')),
    "yaml: an escape that is none, late": ("a.yaml", lambda: _fill("x", 'topics: "', '\\q"\n')),
    "yaml: characters of four bytes": ("a.yaml", lambda: _fill("😀", "topics: ", "\n", size=250_000)),
    "yaml: a control character, late": ("a.yaml", lambda: _fill("x\n", "topics:\n", "\x07\n")),
    "yaml: complex keys": ("a.yaml", lambda: _fill("? [a]\n: b\n")),
    # JSON
    "json: quotes": ("a.json", lambda: _fill('"')),
    "json: brackets": ("a.json", lambda: _fill("[")),
    "json: brackets, closed": ("a.json", lambda: "[" * 500_000 + "]" * 500_000),
    "json: braces": ("a.json", lambda: _fill("{")),
    "json: nested keys": ("a.json", lambda: _fill('{"a": ')),
    "json: nested keys, closed": ("a.json", lambda: '{"a": ' * 140_000 + "1" + "}" * 140_000),
    "json: many lists": ("a.json", lambda: _fill("[],", '{"topics": [', "[]]}")),
    "json: the same key": ("a.json", lambda: _fill('"a":1,', "{", '"a":1}')),
    "json: other keys, twice": (
        "a.json",
        lambda: '{"topics": [' + ",".join(f'{{"id": "t-{n}", "id": "u", "name": "T"}}' for n in range(25_000)) + "]}",
    ),
    "json: unknown sections": ("a.json", lambda: json.dumps({f"s{n}": [1] for n in range(60_000)})),
    "json: a number of many digits": ("a.json", lambda: _fill("9", '{"topics": ', "}")),
    "json: a number of many digits and an exponent": ("a.json", lambda: _fill("9", '{"topics": 1e', "}")),
    "json: NaN, late": ("a.json", lambda: _fill('"",', '{"topics": [', "NaN]}")),
    "json: backslashes": ("a.json", lambda: _fill("\\", '{"topics": "', '"}')),
    "json: backslashes without an end": ("a.json", lambda: _fill("\\", '"')),
    "json: white space": ("a.json", lambda: _fill(" ", "", "{}")),
    "json: white space without an end": ("a.json", lambda: _fill(" ", "{")),
    "json: commas": ("a.json", lambda: _fill(",", '{"topics": [', "]}")),
    "json: a list of numbers": ("topics.json", lambda: _fill("1,", "[", "1]")),
    "json: surrogates": ("a.json", lambda: _fill("\\ud800", '{"topics": [{"id": "a", "name": "', '"}]}')),
    # JSON Lines
    "lines: brackets": ("topics.jsonl", lambda: _fill("[\n")),
    "lines: brackets in one": ("topics.jsonl", lambda: _fill("[")),
    "lines: numbers": ("topics.jsonl", lambda: _fill("1\n")),
    "lines: nested keys": ("topics.jsonl", lambda: ('{"a": ' * 900 + "1" + "}" * 900 + "\n") * 150),
    "lines: the same key": ("topics.jsonl", lambda: _fill('{"id":1,"id":2}\n')),
    "lines: the same key in one": ("topics.jsonl", lambda: _fill('"a":1,', "{", '"a":1}')),
    "lines: NaN": ("topics.jsonl", lambda: _fill("NaN\n")),
    "lines: unknown fields": ("topics.jsonl", lambda: _fill('{"x":1}\n')),
    "lines: many in one": (
        "statements.jsonl",
        lambda: _lines([{"id": "s", "speakers": "unnamed", "topics": [{"topic": f"t{n}"} for n in range(40_000)]}]),
    ),
    # CSV
    "csv: quotes": ("topics.csv", lambda: _fill('"')),
    "csv: quotes below a header": ("topics.csv", lambda: _fill('"', "id,name\n")),
    "csv: quoted nothings": ("topics.csv", lambda: _fill('"",', "id,name\n")),
    "csv: commas": ("topics.csv", lambda: _fill(",")),
    "csv: commas below a header": ("topics.csv", lambda: _fill(",", "id,name\n")),
    "csv: rows of commas": ("topics.csv", lambda: _fill("a,b,c,d\n", "id,name\n")),
    "csv: one column": ("topics.csv", lambda: _fill("a\n", "id\n")),
    "csv: one column of its own": ("statements.csv", lambda: _fill("a,unnamed\n", "id,speaker\n")),
    "csv: columns of one name": ("topics.csv", lambda: _fill("id,")),
    "csv: columns of other names": ("topics.csv", lambda: ",".join(f"c{n}" for n in range(140_000)) + "\n"),
    "csv: columns without a name": (
        "topics.csv",
        lambda: "id,name" + "," * 300_000 + "\n" + "a,A" + ",x" * 300_000 + "\n",
    ),
    "csv: names that are missing": ("topics.csv", lambda: "id,name\n" + "".join(f"t-{n},\n" for n in range(100_000))),
    "csv: rows of one statement": (
        "statements.csv",
        lambda: "id,speaker,report.source,report.mode,report.text\n" + "a,unnamed,s,loud,x\n" * 50_000,
    ),
    "csv: rows that differ": (
        "statements.csv",
        lambda: "id,speaker,summary\n" + "".join(f"a,unnamed,{n}\n" for n in range(60_000)),
    ),
    "csv: a quote that swallows the rest": (
        "topics.csv",
        lambda: _fill("a,b\n", 'id,name\na,"b\n'),
    ),
    "csv: cells of JSON": ("actors.csv", lambda: "id,name,names\n" + "".join(f"a{n},A,[{{\n" for n in range(60_000))),
    "csv: a cell of brackets": ("actors.csv", lambda: _fill("[", "id,name,names\na,A,")),
    "csv: a long list": ("actors.csv", lambda: _fill("x;", "id,name,former_ids\na,A,", "\n")),
    "csv: blank lines": ("topics.csv", lambda: _fill("\n", "id,name\n", "a,b,c\n")),
    "csv: one long cell": ("topics.csv", lambda: _fill("x", "id,name\na,")),
    "csv: identifiers": (
        "actors.csv",
        lambda: "id,name," + ",".join(f"identifiers.i{n}" for n in range(40_000)) + "\na,A" + ",[" * 40_000 + "\n",
    ),
    # values
    "an id of one letter, many times": ("a.json", lambda: _actor(id="a" * MEGABYTE)),
    "an id of hyphens": ("a.json", lambda: _actor(id="a-" * (MEGABYTE // 2))),
    "an id of marks": ("a.json", lambda: _actor(id="a" + "\u0301" * (MEGABYTE // 2))),
    "an id of one stacked letter": ("a.json", lambda: _actor(id="a" + "\u0327\u0301" * (MEGABYTE // 4))),
    "a date of digits": ("a.json", lambda: _source(published_on="2" * MEGABYTE)),
    "a date of slashes": ("a.json", lambda: _source(published_on="/" * MEGABYTE)),
    "a date of spaces": ("a.json", lambda: _source(published_on="2031" + " " * MEGABYTE + "x")),
    "an address of dots": ("a.json", lambda: _source(url="https://" + "a." * (MEGABYTE // 2))),
    "an address of letters": ("a.json", lambda: _source(url="https://example.org/" + "a" * MEGABYTE)),
    "an address of letters from everywhere": ("a.json", lambda: _source(url="https://" + "й" * 1900)),
    "a thousand addresses of letters from everywhere": (
        "a.json",
        lambda: json.dumps(
            {"sources": [{"id": f"a-{n}", "title": "A", "url": f"https://{'й' * 1900}{n}/"} for n in range(250)]},
            ensure_ascii=False,
        ),
    ),
    "an address of brackets": ("a.json", lambda: _source(url="https://" + "[" * 1900)),
    "a language of hyphens": ("a.json", lambda: _source(language="a-" * (MEGABYTE // 2))),
    "a language of variants": ("a.json", lambda: _source(language="en" + "-abcde" * (MEGABYTE // 6) + "!")),
    "a language of digits": ("a.json", lambda: _source(language="en" + "-1abc" * (MEGABYTE // 5) + "!")),
    "a language of extensions": ("a.json", lambda: _source(language="en" + "-a-bc" * (MEGABYTE // 5) + "!")),
    "a language of letters": ("a.json", lambda: _source(language="en" + "-ab" * (MEGABYTE // 3))),
    "a name of direction controls": ("a.json", lambda: _actor(name="\u202a" * (MEGABYTE // 3))),
    "a name of direction controls, closed": (
        "a.json",
        lambda: _actor(name="x" + "\u202a" * (MEGABYTE // 6) + "\u202c" * (MEGABYTE // 6)),
    ),
    "a name of spaces": ("a.json", lambda: _actor(name="x" + " " * MEGABYTE + "y")),
    "a name of many lines": ("a.json", lambda: _actor(name="x\n" * (MEGABYTE // 2))),
    "a name of forbidden characters": ("a.json", lambda: _actor(name="\x07" * (MEGABYTE // 6))),
    "a field's name of a megabyte": ("a.json", lambda: _actor(**{"x" * MEGABYTE: 1})),
    "a section's name of a megabyte": ("a.json", lambda: json.dumps({"x" * MEGABYTE: []})),
    "a word of a megabyte": ("a.json", lambda: _actor(kind="x" * MEGABYTE)),
    "a reference of a megabyte": ("a.json", lambda: _actor(part_of="x" * MEGABYTE)),
    "a correction's field of a megabyte": (
        "a.json",
        lambda: _statements([{"id": "s", "corrections": [{"on": "2031", "reason": "x", "field": "x" * MEGABYTE}]}]),
    ),
    "corrections of wrong fields": (
        "a.json",
        lambda: _statements(
            [{"id": "s", "corrections": [{"on": "2031", "reason": "x", "field": f"fild{n}"} for n in range(20_000)]}]
        ),
    ),
    "printed names that are wrong": (
        "a.json",
        lambda: json.dumps(
            {
                "actors": [{"id": "a", "name": "A", "names": [f"Name {n}" for n in range(900)]}],
                "statements": [
                    {"id": f"s-{n}", "summary": "x", "speakers": {"actor": "a", "as_printed": f"Nmae {n}"}}
                    for n in range(10_000)
                ],
            }
        ),
    ),
    "roles that are wrong": (
        "a.json",
        lambda: json.dumps(
            {
                "actors": [{"id": "a", "name": "A", "roles": [{"id": f"role-{n}", "title": "R"} for n in range(900)]}],
                "statements": [
                    {"id": f"s-{n}", "summary": "x", "speakers": {"actor": "a", "role": f"rloe-{n}"}}
                    for n in range(10_000)
                ],
            }
        ),
    ),
    "roles looked up among many": (
        "a.json",
        lambda: json.dumps(
            {
                "actors": [
                    {"id": "a", "name": "A", "roles": [{"id": f"role-{n}", "title": "R"} for n in range(10_000)]}
                ],
                "statements": [
                    {"id": f"s-{n}", "summary": "x", "speakers": {"actor": "a", "role": "role-9999"}}
                    for n in range(7_000)
                ],
            }
        ),
    ),
    "names looked up among many": (
        "a.json",
        lambda: json.dumps(
            {
                "actors": [{"id": "a", "name": "A", "names": [f"N {n}" for n in range(40_000)]}],
                "statements": [
                    {"id": f"s-{n}", "summary": "x", "speakers": {"actor": "a", "as_printed": "N 39999"}}
                    for n in range(5_000)
                ],
            }
        ),
    ),
    # the record as a whole
    "dangling references": (
        "a.yaml",
        lambda: (
            _ACTORS
            + "statements:\n"
            + "".join(f"  - {{id: s-{n}, speakers: actr-{n}, summary: x}}\n" for n in range(15_000))
        ),
    ),
    "dangling references of one statement": (
        "a.json",
        lambda: _statements([{"id": "s", "speakers": [f"actr-{n}" for n in range(50_000)]}]),
    ),
    "dangling topics of one statement": (
        "a.yaml",
        lambda: _STATEMENT + "    topics:\n" + "".join(f"      - topic-{n}\n" for n in range(50_000)),
    ),
    "problems in table cells": (
        "statements.csv",
        lambda: "id,speaker,said_on\n" + "".join(f"s-{n},unnamed,x\n" for n in range(50_000)),
    ),
    "problems of lines": (
        "statements.jsonl",
        lambda: "".join(f'{{"id":"s-{n}","speakers":1}}\n' for n in range(30_000)),
    ),
    "the same id": ("a.yaml", lambda: _fill("  - {id: a, name: A}\n", "topics:\n")),
    "the same id, of lines": ("topics.jsonl", lambda: _fill('{"id":"a","name":"A"}\n')),
    "the same former id": (
        "a.yaml",
        lambda: "topics:\n" + "".join(f"  - {{id: t-{n}, name: T, former_ids: old}}\n" for n in range(20_000)),
    ),
    "the same address": (
        "a.yaml",
        lambda: (
            "sources:\n" + "".join(f"  - {{id: s-{n}, title: S, url: https://a.example.org/}}\n" for n in range(15_000))
        ),
    ),
    "a circle of topics": (
        "a.yaml",
        lambda: (
            "topics:\n" + "".join(f"  - {{id: t-{n}, name: T, broader: t-{(n + 1) % 20_000}}}\n" for n in range(20_000))
        ),
    ),
    "many circles of topics": (
        "a.yaml",
        lambda: "topics:\n" + "".join(f"  - {{id: t-{n}, name: T, broader: t-{n ^ 1}}}\n" for n in range(20_000)),
    ),
    "a ladder of topics": (
        "a.yaml",
        lambda: "topics:\n" + "".join(f"  - {{id: t-{n}, name: T, broader: t-{n + 1}}}\n" for n in range(20_000)),
    ),
    "relations of one statement": (
        "a.json",
        lambda: _statements([{"id": "s", "relations": [{"rejects": f"t-{n}"} for n in range(20_000)]}]),
    ),
    "relations to itself": (
        "a.json",
        lambda: _statements([{"id": "s", "relations": [{"rejects": "s"} for n in range(20_000)]}]),
    ),
    "relations of no kind": (
        "a.json",
        lambda: _statements([{"id": "s", "relations": [{"rejecs": "s"} for n in range(40_000)]}]),
    ),
    "a chain of replies": (
        "a.yaml",
        lambda: (
            "statements:\n  - {id: s-0, speakers: unnamed, summary: x}\n"
            + "".join(
                f"  - {{id: s-{n}, speakers: unnamed, summary: x, relations: {{replies_to: s-{n - 1}}}}}\n"
                for n in range(1, 10_000)
            )
        ),
    ),
    "reports of one statement": (
        "a.json",
        lambda: _statements(
            [{"id": "s", "reports": [{"source": "a", "mode": "mixed", "text": "“x"} for _ in range(15_000)]}]
        ),
    ),
    # words
    "a report of quotation marks": ("a.yaml", lambda: _report("“" * (MEGABYTE // 3))),
    "a report of straight marks": ("a.yaml", lambda: _report('"' * (MEGABYTE // 2))),
    "a report of straight marks and letters": ("a.yaml", lambda: _report('a "' * (MEGABYTE // 4))),
    "a report of marks and spaces": ("a.yaml", lambda: _report('" ' * (MEGABYTE // 3))),
    "a report of brackets": ("a.yaml", lambda: _report("“" + "[" * MEGABYTE)),
    "a report of closing brackets": ("a.yaml", lambda: _report("“" + "]" * MEGABYTE)),
    "a report of empty brackets": ("a.yaml", lambda: _report("“" + "[]" * (MEGABYTE // 2))),
    "a report of an open bracket and spaces": ("a.yaml", lambda: _report("“" + "[ " * (MEGABYTE // 2))),
    "a report of an open bracket and many spaces": ("a.yaml", lambda: _report("“[" + " " * MEGABYTE + "x")),
    "a report of spaces": ("a.yaml", lambda: _report("“x" + " " * MEGABYTE + "y”")),
    "a report of spaces and a mark": ("a.yaml", lambda: _report("“x" + " " * MEGABYTE + 'y"')),
    "a report of blank lines": ("a.yaml", lambda: _report("“x" + "\n" * (MEGABYTE // 2) + "y”")),
    "a report of blank lines with spaces": ("a.yaml", lambda: _report("“x" + "\n \t" * (MEGABYTE // 5) + "y”")),
    "a report of a line and spaces": ("a.yaml", lambda: _report("“x\n" + " " * MEGABYTE + "y”")),
    "a report of paragraphs": ("a.yaml", lambda: _report("“x\n\n" * (MEGABYTE // 8))),
    "a report of Hebrew acronyms": ("a.yaml", lambda: _report('צה"ל ' * (MEGABYTE // 8))),
    "a report of Hebrew particles": ("a.yaml", lambda: _report("“" + 'ש"המלחמה ' * (MEGABYTE // 18))),
    "a report of Hebrew particles, one word": ("a.yaml", lambda: _report("“" + 'ה"ה' * (MEGABYTE // 6))),
    "a report of Hebrew marks": ("a.yaml", lambda: _report("“" + "ש״אב" * (MEGABYTE // 8))),
    "a report of single marks": ("a.yaml", lambda: _report("“x” " + " ‘" * (MEGABYTE // 4))),
    "a direct report of marks": ("a.yaml", lambda: _report('"' * (MEGABYTE // 2), "direct")),
    "a direct report of opening marks": (
        "a.yaml",
        lambda: _report("“" * (MEGABYTE // 6) + "”" * (MEGABYTE // 6), "direct"),
    ),
    "an indirect report of marks": ("a.yaml", lambda: _report('"' * (MEGABYTE // 2), "indirect")),
    "a report in many brackets": ("a.yaml", lambda: _report("“x” " + '["]' * (MEGABYTE // 4))),
    # beside the data
    "receipts: brackets": ("receipts.json", lambda: _fill("[")),
    "receipts: lines of brackets": ("receipts.json", lambda: _fill("[\n")),
    "receipts: nested keys": ("receipts.json", lambda: _fill('{"a": ')),
    "receipts: a number of many digits": ("receipts.json", lambda: _fill("9", "[", "]")),
    "receipts: quotes": ("receipts.json", lambda: _fill('"')),
    "receipts: for nothing": (
        "receipts.json",
        lambda: "[\n" + "".join(_receipt(n) + ",\n" for n in range(4_000)) + "null\n]\n",
    ),
    "receipts: spans": (
        "receipts.json",
        lambda: "[\n" + json.dumps(json.loads(_receipt(1)) | {"spans": [[n, n + 1] for n in range(60_000)]}) + "\n]\n",
    ),
    "captures: nulls": ("captures.json", lambda: _fill("null,", "[", "null]")),
    "captures: nested lists": ("captures.json", lambda: "[" * 900 + "]" * 900),
    "captures: a text without an end": ("captures.json", lambda: _fill("x", '["')),
}
"""Name to a file's name and its content, made when it is asked for."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of `onrecord check` was like."""

    code: int
    """Its exit code; negative where a signal ended it."""
    seconds: float
    """Processor time, the system's for it too."""
    megabytes: float
    """Most memory at one time."""
    out: str
    err: str


class Checks:
    """Runs `onrecord check data` in one folder after the other, each in a process of its own, within bounds.

    The processes are made by one that has imported the program already, or most of the time would go into that.
    """

    def __init__(self, *, seconds: int, megabytes: int) -> None:
        command = [sys.executable, __file__, str(seconds), str(megabytes)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, folder: Path) -> Run:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{folder}\n")
        self._process.stdin.flush()
        code, seconds, megabytes = json.loads(self._process.stdout.readline())
        told = [(folder / name).read_text(encoding="utf-8", errors="replace") for name in ("out", "err")]
        return Run(code, seconds, megabytes, *told)

    def close(self) -> None:
        self._process.communicate()


def _run(folder: str, seconds: int, megabytes: int) -> None:
    """Become that check."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    signal.alarm(4 * seconds)  # whoever waits for ever takes no processor's time
    os.chdir(folder)
    sys.stdout = Path("out").open("w", encoding="utf-8")  # noqa: SIM115 - closed with the process
    sys.stderr = Path("err").open("w", encoding="utf-8")  # noqa: SIM115 - as well
    code = 3
    try:
        code = main(["check", "data"])
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    from onrecord.cli import main

    for line in sys.stdin:
        child = os.fork()
        if not child:
            _run(line.rstrip("\n"), int(sys.argv[1]), int(sys.argv[2]))
        _, status, used = os.wait4(child, 0)
        most = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
        print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, most]), flush=True)  # noqa: T201

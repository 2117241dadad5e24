"""Witnesses: chains are counted, not outlets."""

import pytest

from onrecord.model import Report, Retraction, Source
from onrecord.witnesses import witnesses

SOURCES = {
    "tide-1": Source(id="tide-1", title="T", outlet="tide"),
    "tide-2": Source(id="tide-2", title="T", outlet="tide"),
    "port-1": Source(id="port-1", title="P", outlet="port"),
    "blog": Source(id="blog", title="B"),
    "tide": Source(id="tide", title="A source with an outlet's id"),
    "gone": Source(id="gone", title="G", outlet="gull", retraction=Retraction(reason="Made up.")),
}


@pytest.mark.parametrize(
    ("reports", "groups"),
    [
        ([], ()),
        (["tide-1"], ((0,),)),
        (["tide-1", "port-1"], ((0,), (1,))),
        (["tide-1", "tide-2"], ((0, 1),)),
        (["tide-1 reuters", "port-1 reuters"], ((0, 1),)),
        (["tide-1 reuters", "port-1 afp"], ((0,), (1,))),
        (["tide-1 reuters", "tide-2 afp"], ((0,), (1,))),
        (["tide-1 tasnim reuters", "port-1 reuters", "blog"], ((0, 1), (2,))),
        (["tide-1", "port-1 tide"], ((0, 1),)),
        (["tide-1 reuters", "port-1 tide"], ((0, 1),)),
        (["port-1 tide", "tide-1 reuters"], ((0, 1),)),
        (["tide-1 reuters", "port-1 afp", "blog afp reuters"], ((0, 1, 2),)),
        (["blog", "blog"], ((0, 1),)),
        (["tide-1", "tide-1 tasnim"], ((0, 1),)),
        (["tide-1 afp", "tide-1 tasnim"], ((0,), (1,))),
        (["tide-1", "tide"], ((0,), (1,))),
        (["tide-1", "gone"], ((0,),)),
        (["gone"], ()),
    ],
)
def test_reports_that_may_go_back_to_one_another_are_one_witness(
    reports: list[str], groups: tuple[tuple[int, ...], ...]
) -> None:
    made = [
        Report(source=source, mode="indirect", text="x", chain=tuple(chain))
        for source, *chain in (each.split() for each in reports)
    ]
    assert witnesses(made, SOURCES) == groups

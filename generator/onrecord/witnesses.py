"""How many witnesses there are of a statement: reports that may go back to one another count as one.

Ten papers that print one agency's dispatch are one witness. So chains are counted, not outlets.
"""

from collections.abc import Mapping, Sequence

from onrecord.model import Report, Source


def witnesses(reports: Sequence[Report], sources: Mapping[str, Source]) -> tuple[tuple[int, ...], ...]:
    """The numbers of the reports, gathered into groups that are independent of each other, as far as is known.

    Two reports belong together when they came through a common agency, when one came through the other's outlet, when
    neither names an agency and both are of one outlet, or when they stand in one document and one of them names no
    agency. What a retracted source reports is no witness.
    """
    by_name: dict[str, int] = {}
    leaders: dict[int, int] = {}

    def leader(number: int) -> int:
        while leaders[number] != number:
            number = leaders[number]
        return number

    def join(name: str, number: int) -> None:
        other = leader(by_name.setdefault(name, number))
        first, second = sorted((other, leader(number)))
        leaders[second] = first

    counted = [number for number, report in enumerate(reports) if not sources[report.source].retraction]
    agencies = {agency for number in counted for agency in reports[number].chain}
    unsaid = {reports[number].source for number in counted if not reports[number].chain}
    for number in counted:
        leaders[number] = number
        outlet = sources[reports[number].source].outlet
        for agency in reports[number].chain:
            join(agency, number)
        if outlet and (outlet in agencies or not reports[number].chain):
            join(outlet, number)
        if reports[number].source in unsaid:
            join(f"{reports[number].source}.", number)  # no id ends so: a source is not an actor of the same name
    groups: dict[int, list[int]] = {}
    for number in counted:
        groups.setdefault(leader(number), []).append(number)
    return tuple(tuple(numbers) for _, numbers in sorted(groups.items()))

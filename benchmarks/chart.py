"""A chart of seconds by statements, both on logarithmic scales, as an SVG that reads alike in light and dark."""

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 230, 30, 50
COLORS = (("#1d4f91", "#8ab8f0"), ("#1b7a5a", "#6fd0ab"), ("#9a4d00", "#f0b070"), ("#8a2a6b", "#f09ad0"))
"""Of the lines, in light and in dark."""
DASHES = ("", "7 4", "2 4", "10 3 2 3")
STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #222 } .paper { fill: #fff } .grid { stroke: #ccc }
@media (prefers-color-scheme: dark) { text { fill: #eee } .paper { fill: #1b1b1b } .grid { stroke: #555 } }
"""


LINES = "polyline { fill: none; stroke-width: 2.5 }\n"


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values)) + 1e-9), math.ceil(math.log10(max(values)) - 1e-9)
    return low, max(high, low + 1)


def _plain(exponent: int) -> str:
    return f"{10**exponent:,}" if exponent >= 0 else f"{10.0**exponent:.{-exponent}f}"


def _apart(wanted: Mapping[str, float], least: float = 17) -> dict[str, float]:
    """Heights of labels, none on another."""
    placed: dict[str, float] = {}
    for name in sorted(wanted, key=lambda each: wanted[each]):
        placed[name] = max(wanted[name], max(placed.values()) + least) if placed else wanted[name]
    return placed


def chart(lines: Mapping[str, Sequence[tuple[int, float]]]) -> str:
    """The chart: a line for each name, labelled at its end."""
    points = [point for line in lines.values() for point in line]
    low_x, high_x = _decades([size for size, _ in points])
    low_y, high_y = _decades([taken for _, taken in points])

    def across(size: float) -> float:
        return LEFT + (math.log10(size) - low_x) / (high_x - low_x) * (WIDTH - LEFT - RIGHT)

    def down(taken: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(taken) - low_y) / (high_y - low_y) * (HEIGHT - TOP - BOTTOM)

    said = "; ".join(
        f"{name}: " + ", ".join(f"{taken:.1f} s for {size:,}" for size, taken in line) for name, line in lines.items()
    )
    light, dark = (
        "".join(f".l{n} {{ stroke: {pair[shade]}; fill: {pair[shade]} }}\n" for n, pair in enumerate(COLORS))
        for shade in (0, 1)
    )
    made = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        ' role="img" aria-labelledby="title desc">',
        '<title id="title">Processor seconds by number of statements</title>',
        f'<desc id="desc">{escape(said)}</desc>',
        f"<style>\n{light}{STYLE}@media (prefers-color-scheme: dark) {{\n{dark}}}\n{LINES}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}" rx="6"/>',
    ]
    for exponent in range(low_x, high_x + 1):
        x = across(10**exponent)
        made.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>')
        made.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{_plain(exponent)}</text>')
    for exponent in range(low_y, high_y + 1):
        y = down(10.0**exponent)
        made.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        made.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_plain(exponent)}</text>')
    made.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">statements</text>')
    made.append(f'<text x="{LEFT - 50}" y="{TOP - 12}">processor seconds</text>')
    labels = _apart({name: down(line[-1][1]) + 4 for name, line in lines.items()})
    for number, (name, line) in enumerate(lines.items()):
        places = [(across(size), down(taken)) for size, taken in line]
        listed = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        made.append(f'<polyline class="l{number}" stroke-dasharray="{DASHES[number]}" points="{listed}"/>')
        made += [f'<circle class="l{number}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in places]
        end = places[-1]
        made.append(
            f'<line class="l{number}" x1="{end[0] + 6:.1f}" y1="{end[1]:.1f}" x2="{end[0] + 18:.1f}"'
            f' y2="{labels[name] - 4:.1f}"/>'
        )
        made.append(f'<text x="{end[0] + 22:.1f}" y="{labels[name]:.1f}">{escape(name)}</text>')
    return "\n".join([*made, "</svg>"]) + "\n"

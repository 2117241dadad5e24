"""The picture that other sites show beside a link: the site's name in its colours, drawn when the site is built.

One for the whole site: what a statement says stands in the link's own title, where a reader can enlarge it and a screen
reader can read it. Pillow's built-in typeface holds Latin letters; a name in another script is left to the title too.
"""

import io
from collections.abc import Callable
from functools import lru_cache

from onrecord.config import Config

PATH = "img/social.png"
"""Below the site's root, where the owner names no picture."""
WIDTH, HEIGHT = 1200, 630
"""Pixels, as Open Graph's readers like them."""
_MARGIN = 90
_INK, _PAPER = "#fffefb", "#1d3557"


def picture(config: Config) -> bytes:
    """A PNG."""
    return _drawn(config.site_name, config.colors.get("accent", (_PAPER, ""))[0])


@lru_cache(maxsize=4)
def _drawn(name: str, paper: str) -> bytes:
    # drawing is needed once for a site, and importing it takes longer than that
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (WIDTH, HEIGHT), paper)
    draw = ImageDraw.Draw(image)
    for place in (0, 1):  # a quotation mark, of simple shapes, in any language
        left = _MARGIN + place * 130
        draw.ellipse((left, 90, left + 100, 190), fill=_INK)
        draw.polygon([(left, 140), (left + 50, 140), (left + 85, 60), (left + 60, 55)], fill=_INK)
    for number, length in enumerate((1.0, 0.86, 0.55)):
        top = 270 + number * 46
        draw.rounded_rectangle((_MARGIN, top, _MARGIN + (WIDTH - 2 * _MARGIN) * length, top + 14), 7, fill=_INK)
    if all(character.isascii() or "\u00c0" <= character <= "\u017f" for character in name):
        font = ImageFont.load_default(size=76)
        for number, line in enumerate(_lines(name, font.getlength)):
            draw.text((_MARGIN, 440 + number * 84), line, font=font, fill=_INK)
    made = io.BytesIO()
    image.quantize(16).save(made, "PNG", optimize=True)
    return made.getvalue()


def _lines(name: str, length: Callable[[str], float]) -> list[str]:
    """The name on two lines at most."""
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if length(longer) > WIDTH - 2 * _MARGIN and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines[:2]

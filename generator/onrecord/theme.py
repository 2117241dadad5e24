"""Where the shipped templates and the theme are: in the wheel beside the code, in a checkout at its top.

MkDocs finds a theme by an entry point and takes the folder of that module's file for the theme's. The theme lies in
`templates/theme/`, which is no Python package and, in a checkout, not below this one; so this module, which the entry
point names, gives the theme's own settings file as its file.
"""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
_SHIPPED = _HERE / "templates"
TEMPLATES = _SHIPPED if _SHIPPED.is_dir() else _HERE.parent.parent / "templates"
"""The folder that holds `pages/` and `theme/`."""
PAGES = TEMPLATES / "pages"
"""Page templates."""
THEME = TEMPLATES / "theme"
"""The MkDocs theme."""

__file__ = str(THEME / "mkdocs_theme.yml")

"""The package as anybody else uses it: a wheel, installed into an empty environment, builds a site."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from drawing import draw_site, html_paths

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_templates_theme_and_types(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "onrecord/py.typed",
        "onrecord/templates/pages/statement.html",
        "onrecord/templates/theme/main.html",
        "onrecord/templates/theme/mkdocs_theme.yml",
        "onrecord/templates/theme/css/onrecord.css",
        "onrecord/locales/he.po",
        "onrecord/templates/theme/js/comfort.js",
        "onrecord/templates/theme/js/fold.js",
        "onrecord/templates/theme/js/search.js",
    } <= names
    assert not [name for name in names if name.startswith(("tests", "data", "docs"))]


def test_the_installed_wheel_builds_a_site(wheel: Path, tmp_path: Path) -> None:
    """Its dependencies are those of this environment, lent by path: the network is not asked again."""
    home = tmp_path / "environment"
    venv.create(home, with_pip=False)
    python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    install = [sys.executable, "-m", "pip", "--python", home, "install", "-q", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True)
    script = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = Path(subprocess.run([python, "-c", script], capture_output=True, text=True, check=True).stdout.strip())
    lent = next(path for path in sys.path if path.endswith("site-packages"))
    # a plain path, not a site folder: the editable install of this checkout is not followed
    (own / "lent.pth").write_text(f"{lent}\n", encoding="utf-8")
    folder = draw_site(tmp_path / "site")
    where = subprocess.run(
        [python, "-c", "import onrecord; print(onrecord.__file__)"], capture_output=True, text=True, check=True
    )
    assert where.stdout.startswith(str(own))
    done = subprocess.run(
        [python, "-m", "mkdocs", "build", "--strict"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert {"", "actors/ada-lin/", "statements/2031-03-04-lin-dues/"} <= html_paths(folder / "site")
    assert (folder / "site/css/onrecord.css").is_file()
    assert (folder / "site/pagefind/pagefind.js").is_file()
    assert subprocess.run([python.with_name("onrecord"), "check"], cwd=folder, check=False).returncode == 0

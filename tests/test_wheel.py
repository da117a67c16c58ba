"""The wheel: what is in it, and that it serves from an empty folder."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_lmapi_mock_is_its_only_package(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"lmapi_mock"}


@pytest.mark.parametrize(
    "file",
    [
        "py.typed",
        "mariadb/utf8_unicode_ci.txt",
        "migrations/env.py",
        "migrations/versions/0001_first_schema.py",
        "page/index.html",
        "page/page.css",
        "page/vendor/preact.js",
        "page/vendor/VENDORED.md",
        "seed/demo.json",
        "seed/state.schema.json",
        "seed/reference/image.db",
        "seed/reference/vicidial_phone_codes.csv",
        "seed/reference/vicidial_postal_codes.csv",
    ],
)
def test_it_carries_its_data(wheel: Path, file: str) -> None:
    assert f"lmapi_mock/{file}" in zipfile.ZipFile(wheel).namelist()


def test_it_carries_no_tests_and_no_scripts(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if "test_" in name or "/build_" in name]


def test_it_answers_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        "import sys; sys.path.insert(0, 'site')\n"
        "import lmapi_mock, urllib.request\n"
        "from lmapi_mock import paths, MockServer\n"
        "assert paths.SEED.parts[-2:] == ('lmapi_mock', 'seed'), paths.SEED\n"
        "with MockServer() as server:\n"
        "    query = 'user=6666&pass=1234&source=test&function=add_lead&phone_number=7275551212'\n"
        "    print(urllib.request.urlopen(f'{server.url}?{query}').read().decode())\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert ran.stdout.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|1|")

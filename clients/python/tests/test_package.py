import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

root = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(root)]
    subprocess.run(build, check=True, capture_output=True)
    return folder


def test_the_wheel_has_what_users_need_and_no_more(made: Path) -> None:
    [wheel] = made.glob("nopass-*-py3-none-any.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"nopass/py.typed", "nopass/middleware.py", "nopass/gen/nopass_pb2.pyi"} <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"nopass"}
    assert not [name for name in names if "test" in name or "conformance" in name or ".bak" in name]
    [metadata] = [name for name in names if name.endswith("METADATA")]
    said = zipfile.ZipFile(wheel).read(metadata).decode()
    assert "License-Expression: MIT" in said
    assert "License-File: LICENSE" in said
    assert "# nopass" in said


def test_the_source_distribution_has_the_sources(made: Path) -> None:
    [sdist] = made.glob("nopass-*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "pyproject.toml", "src/nopass/py.typed", "tests/test_calls.py"} <= names
    assert not [name for name in names if ".venv" in name or "__pycache__" in name]


def test_the_wheel_works_where_it_is_installed(made: Path, tmp_path: Path) -> None:
    [wheel] = made.glob("nopass-*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path)
    program = "import nopass, nopass.middleware, sys; print(nopass.__file__, 'grpc' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert answer.stdout.split() == [str(tmp_path / "nopass/__init__.py"), "False"]

"""The project as a whole: settings by environment, migrations, templates, README, secrets."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.loader import get_template

from benchmarks import forget_portal
from practices.filters import PracticeFilterSet

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "SITE_URL": "https://portal.example.eu",
    "SECRET_KEY": "k" * 30 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "portal.example.eu",
}


def manage(*arguments: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess:
    """Run manage.py in an environment that holds nothing but what is given."""
    clean = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **environment}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False, timeout=60
    )


def test_models_and_migrations_agree(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_production_passes_every_deployment_check(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "INFO", tmp_path=tmp_path, **PRODUCTION)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name the hosts"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name the hosts"),
        ({"DEBUG": "1"}, "DEBUG cannot be on"),
        ({"SECOND_FACTOR_DEMANDED": "0"}, "SECOND_FACTOR_DEMANDED cannot be off"),
        ({"SITE_URL": "portal.example.eu"}, "SITE_URL is 'portal.example.eu'"),
        ({"SITE_URL": "https://portal.example.eu/sub"}, "SITE_URL is"),
    ],
)
def test_production_refuses_what_is_not_safe(tmp_path, change, told):
    done = manage("check", tmp_path=tmp_path, **(PRODUCTION | change))

    assert done.returncode != 0
    assert told in done.stderr


def test_the_embedded_portal_makes_and_keeps_its_secret_key(tmp_path):
    ask = ("shell", "-v0", "-c", "from django.conf import settings; print(settings.SECRET_KEY)")

    first, second = (manage(*ask, tmp_path=tmp_path).stdout.strip() for _ in range(2))

    assert len(first) > 50
    assert first == second
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_every_template_compiles():
    names = [
        str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.*")
    ]

    assert names
    for name in names:
        get_template(name)


def variables() -> list[str]:
    """The environment variables that the settings and the server read, in order of name."""
    read = "".join(
        (ROOT / name).read_text()
        for name in ("smarty_portal/settings.py", "deploy/gunicorn.conf.py")
    )
    return sorted(set(re.findall(r'(?:\benv(?:\.\w+)?|environ\.get)\(\s*"([A-Z_]+)"', read)))


def test_readme_tells_of_every_variable_and_no_other():
    readme = (ROOT / "README.md").read_text()
    table = readme.partition("## Settings")[2].partition("\n## ")[0]

    assert len(variables()) > 20
    assert sorted(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == variables()


def test_the_example_of_settings_has_every_variable_and_no_other():
    text = (ROOT / "deploy/env.example").read_text()

    assert sorted(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)) == variables()


def test_the_example_shows_the_defaults():
    """What is commented out says what would be without it."""
    text = (ROOT / "deploy/env.example").read_text()
    shown = dict(re.findall(r"^#([A-Z_]+)=(.*)$", text, re.MULTILINE))
    table = (ROOT / "README.md").read_text()

    told = {
        name: re.search(rf"^\| `{name}` \| ([^|]+) \|", table, re.MULTILINE)[1] for name in shown
    }
    assert {name: value for name, value in shown.items() if f"`{value}`" not in told[name]} == {
        "FEEDBACK_ADDRESS": "portal@example.eu",
        "SECURITY_CONTACT": "mailto:security@example.eu",
        "NUM_PROXIES": "1",
    }


def test_what_tests_and_measures_takes_every_variable_away_first():
    told = subprocess.run([".ci/variables"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert told.stdout.split() == variables()
    for script in (".ci/test", ".ci/lint"):
        assert "\nunset $(.ci/variables)\n" in (ROOT / script).read_text()


def test_a_benchmark_hears_nothing_of_a_portal_in_use(monkeypatch):
    for name in variables():
        monkeypatch.setenv(name, "of a portal in use")
    monkeypatch.setenv("BENCH_DATABASE_URL", "postgres://of/benchmarks")

    forget_portal()

    assert [name for name in variables() if name in os.environ] == []
    assert os.environ["BENCH_DATABASE_URL"] == "postgres://of/benchmarks"


def test_readme_names_every_parameter():
    readme = (ROOT / "README.md").read_text()

    assert [name for name in PracticeFilterSet.parameters() if f"`{name}`" not in readme] == []


def test_readme_names_every_command():
    readme = (ROOT / "README.md").read_text()
    commands = sorted(path.stem for path in ROOT.glob("*/management/commands/[a-z]*.py"))

    assert len(commands) > 12
    assert [name for name in commands if not re.search(rf"`{name}\b", readme)] == []


@pytest.mark.parametrize("app", ["practices", "partners"])
def test_readme_names_every_room(app):
    row = re.search(rf"^\| `{app}/` \| (.*) \|$", (ROOT / "README.md").read_text(), re.MULTILINE)[1]
    rooms = {path.stem for path in (ROOT / app).iterdir() if not path.name.startswith("_")}
    left_out = {"apps", "migrations"}

    assert set(re.findall(r"`(\w+)/?`", row)) == rooms - left_out


def test_tree_holds_no_secret_and_no_path_of_a_machine():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    names = [name for name in listed.stdout.split() if name != "tests/test_project.py"]
    suspicious = re.compile(rb"(?i)-----BEGIN [A-Z ]*PRIVATE KEY|/home/[a-z]+/|/root/")

    assert len(names) > 100
    assert [name for name in names if suspicious.search((ROOT / name).read_bytes())] == []

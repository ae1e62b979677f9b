"""The compose file and the image, as far as they can be read: nothing is named that is missing or undocumented."""

import re
from pathlib import Path

import pytest
import yaml

from idi_platform.embedded.databases import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
PLATFORM = {"migrate", "web", "worker", "beat"}
DOCKERFILE = (ROOT / ".ci" / "Dockerfile").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


def _names(*files: Path) -> set[str]:
    return {name for file in files for name in re.findall(r"\bIDI_[A-Z_]+\b", file.read_text())}


def test_the_services_are_these():
    assert set(SERVICES) == PLATFORM | {"postgres", "redis"}
    assert set(COMPOSE["volumes"]) == {"database", "state"}


@pytest.mark.parametrize("name", ["postgres", "redis", "web"])
def test_what_others_wait_for_says_whether_it_works(name):
    assert SERVICES[name]["healthcheck"]["test"]


def test_web_worker_and_beat_wait_for_the_migrations_and_own_nothing():
    for name in PLATFORM - {"migrate"}:
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert SERVICES[name]["environment"]["IDI_DB_USER"] == "idi_app"
        assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES["migrate"]["environment"]["IDI_DB_USER"] == "idi_owner"
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert SERVICES["migrate"]["restart"] == "no"


@pytest.mark.parametrize("name", sorted(PLATFORM))
def test_every_process_runs_under_production_settings(name):
    environment = SERVICES[name]["environment"]
    assert environment["DJANGO_SETTINGS_MODULE"] == "idi_platform.settings.production"
    assert not {"IDI_DEMO", "IDI_DEBUG"} & set(environment)


def test_the_example_asks_for_exactly_what_the_file_requires():
    required = set(re.findall(r"\$\{([A-Z_]+):\?\}", (ROOT / "docker-compose.yml").read_text()))
    example = (ROOT / ".ci" / "compose.env.example").read_text()
    assert set(re.findall(r"^([A-Z_]+)=$", example, re.MULTILINE)) == required


def test_every_file_that_is_mounted_or_copied_is_there():
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or (ROOT / source).is_file(), source
    assert (ROOT / SERVICES["web"]["build"]["dockerfile"]).is_file()
    copied = [line.split()[1:-1] for line in DOCKERFILE.splitlines() if line.startswith("COPY")]
    assert all((ROOT / source).exists() for sources in copied for source in sources)
    kept_out = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".state", ".env"} <= set(kept_out)


def test_the_image_runs_a_python_that_the_lock_files_know():
    [version] = re.findall(r"^FROM python:(3\.\d+)", DOCKERFILE, re.MULTILINE)
    assert version in {"3.11", "3.12", "3.13"}
    assert "--require-hashes -r requirements/base.txt" in DOCKERFILE
    assert "settings.dev" not in DOCKERFILE


def test_the_image_has_the_packages_that_papers_need():
    prepare = (ROOT / ".ci" / "prepare.sh").read_text()
    needed = set(re.findall(r"\b(libpango[\w.-]+|fonts-noto-cjk|libharfbuzz-subset0)\b", prepare))
    assert needed
    assert all(package in DOCKERFILE for package in needed)


def test_every_variable_of_the_settings_and_of_the_compose_file_is_documented():
    read = _names(
        *(ROOT / "idi_platform" / "settings").glob("*.py"),
        ROOT / "idi_platform" / "celery.py",
        ROOT / "docker-compose.yml",
        ROOT / ".ci" / "compose.env.example",
        ROOT / ".ci" / "prepare.sh",
    )
    assert read - _names(ROOT / "docs" / "operations.md") == set()


def test_no_variable_is_documented_that_nothing_reads():
    code = [*ROOT.glob("idi_platform/**/*.py"), ROOT / "docker-compose.yml", ROOT / ".ci" / "prepare.sh"]
    assert _names(ROOT / "docs" / "operations.md") - _names(*code) == set()

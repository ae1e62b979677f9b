"""`python -m tests.benchmarks --sizes 100000,1000000`: run the benchmarks and write docs/benchmarks.md.

With `--only` the rows of what ran take the places of the same work at the same size; the others stay.

Each `bench_*.py` here has `of_size(rows, name)`, which answers its comparisons at one size on a database of its own, or
`run()`, where the size of the data plays no part.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .measuring import HEADER

SETTINGS = "idi_platform.settings.test"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


def main() -> None:
    """Run what was asked for, print it, and write the page."""
    asked = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)

    from idi_platform.embedded import testing

    server = testing.TestServer(durable=True)
    os.environ["IDI_TEST_DB_HOST"] = host = server.ensure()
    import django

    django.setup()
    from .measuring import machine

    rows = []
    print(HEADER, flush=True)
    for name in asked.only or _names():
        for found in _comparisons(importlib.import_module(f"tests.benchmarks.bench_{name}"), asked.sizes, host):
            rows.append(found.row())
            print(found.row(), flush=True)
    kept = _rows_of(PAGE.read_text(encoding="utf-8")) if asked.only else []
    PAGE.write_text(_page(machine(), [HEADER, *merged(kept, rows)]), encoding="utf-8")
    server.stop()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], default=[100_000])
    parser.add_argument("--only", nargs="*", help="names of benchmarks, such as sweep due_date")
    return parser.parse_args()


def _names() -> list[str]:
    return sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))


def _comparisons(module, sizes: list[int], host: str) -> Iterator:
    if not hasattr(module, "of_size"):
        yield from module.run()
        return
    for size in sizes:
        with _database(host):
            yield from module.of_size(size)


@contextmanager
def _database(host: str) -> Iterator[None]:
    """Work on a fresh copy of the migrated template, as the role of web and workers."""
    from django.db import connections

    from idi_platform.embedded import databases, testing

    template = databases.template(host, os.environ["DJANGO_SETTINGS_MODULE"], testing.migrate_and_try_to_seed)
    name = testing.database_name()
    databases.clone(host, template, name)
    connections["default"].settings_dict.update(HOST=host, NAME=name, USER=databases.APP_ROLE, PASSWORD="")
    try:
        yield
    finally:
        connections.close_all()
        databases.drop(host, name)


def merged(kept: list[str], new: list[str]) -> list[str]:
    """Return the rows kept, each replaced by the new one of the same work, yardstick and size; then what is new."""
    by_work = {_work(row): row for row in new}
    standing = [by_work.pop(_work(row), row) for row in kept]
    return [*standing, *by_work.values()]


def _work(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.split("|")[1:4])


def _rows_of(page: str) -> list[str]:
    _head, found, table = page.partition(f"{HEADER}\n")
    return [line for line in table.splitlines() if line.startswith("| ")] if found else []


def _page(machine: str, rows: list[str]) -> str:
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench` (`make bench-full` for the larger sizes). Both sides of a comparison run in turn in",
        "one process on one machine; the ratio is the median of the rounds' ratios. Before a time counts, both sides",
        "are checked to have the same effects. A yardstick is the least SQL, or the bare library, doing the same work.",
        "The database keeps what is committed through a power cut, as it does in production.",
        "",
        f"Machine: {machine}.",
        "",
        *rows,
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

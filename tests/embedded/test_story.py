"""The told story: kept whole or not at all, copied for a start, forgotten when the code changes."""

from types import SimpleNamespace

import pytest

from idi_platform.embedded import databases, story

pytestmark = pytest.mark.xdist_group("story_databases")
FIRST, SECOND = "0123456789ab", "ba9876543210"


@pytest.fixture
def stack(database_host, tmp_path):
    """What keeping needs of a stack: a server, a state folder, an environment."""
    databases.ensure_roles(database_host)
    yield SimpleNamespace(
        postgres=SimpleNamespace(host=database_host), state=tmp_path, environment=lambda: {"IDI_DB_HOST": database_host}
    )
    for name in ("idi_story_half", f"idi_story_{FIRST}", f"idi_story_{SECOND}", "idi_stood"):
        databases.drop(database_host, name)


def test_another_share_is_another_story():
    assert len({story.fingerprint(share=share) for share in (None, "0", "1/8")}) == 3


def _tell(environment):
    """Write one row and one file, as the telling does."""
    with databases.admin_connection(environment["IDI_DB_HOST"], environment["IDI_DB_NAME"]) as connection:
        connection.execute("CREATE TABLE told AS SELECT 1 AS once")
    media = story.Path(environment["IDI_STATE_DIR"]) / "media"
    media.mkdir()
    (media / "picture").write_text("drawn")


def _killed(environment):
    _tell(environment)
    raise KeyboardInterrupt


def _rows(stack, name):
    with databases.admin_connection(stack.postgres.host, name) as connection:
        return connection.execute("SELECT once FROM told").fetchall()


def test_a_told_story_stands_with_its_files_as_often_as_it_is_asked_for(stack):
    story.keep(stack, FIRST, _tell)
    assert story.is_kept(stack, FIRST)
    for _again in range(2):
        (stack.state / "media").mkdir(exist_ok=True)
        (stack.state / "media" / "of a visitor").write_text("forgotten")
        story.stand(stack, FIRST, "idi_stood")
        assert _rows(stack, "idi_stood") == [(1,)]
        assert sorted(path.name for path in (stack.state / "media").iterdir()) == ["picture"]
        databases.drop(stack.postgres.host, "idi_stood")


def test_a_killed_telling_leaves_nothing_that_counts_and_is_begun_again(stack):
    with pytest.raises(KeyboardInterrupt):
        story.keep(stack, FIRST, _killed)
    assert not story.is_kept(stack, FIRST)
    story.keep(stack, FIRST, _tell)
    story.stand(stack, FIRST, "idi_stood")
    assert _rows(stack, "idi_stood") == [(1,)]


def test_another_state_of_the_code_takes_the_place_of_the_story_before(stack):
    story.keep(stack, FIRST, _tell)
    story.keep(stack, SECOND, _tell)
    assert (story.is_kept(stack, FIRST), story.is_kept(stack, SECOND)) == (False, True)
    assert [path.name for path in (stack.state / "story").iterdir()] == [f"idi_story_{SECOND}"]


@pytest.mark.parametrize("path", ["claims/actions.py", "idi_platform/demo/data/book.yaml", "templates/papers/a.html"])
def test_the_fingerprint_follows_code_rulebooks_books_and_papers(tmp_path, path):
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text("a")
    first = story.fingerprint(tmp_path)
    assert story.fingerprint(tmp_path) == first
    file.write_text("b")
    assert story.fingerprint(tmp_path) != first

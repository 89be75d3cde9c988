"""Settings come from one list: good values, bad values, unknown names, secrets in files, and documents that stay true."""

from __future__ import annotations

import multiprocessing
import stat
import traceback
from pathlib import Path

import pytest

from tracker import env
from tracker.secret import private_value

ROOT = Path(env.BASE_DIR)


def test_defaults_load_without_an_environment():
    values = env.load({})
    assert values["TRACKER_PRODUCTION"] is False
    assert values["TRACKER_WORKERS"] == 2


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TRACKER_PRODUCTION", "yes", "TRACKER_PRODUCTION.*true or false"),
        ("TRACKER_WORKERS", "0", "TRACKER_WORKERS.*whole number"),
        ("TRACKER_WORKERS", "²", "TRACKER_WORKERS.*whole number"),
        ("TRACKER_WORKERS", "9" * 5000, "TRACKER_WORKERS.*whole number"),
        ("TRACKER_BROKER", "kafka", "TRACKER_BROKER.*database, redis"),
        ("TRACKER_WORKRES", "2", "TRACKER_WORKRES.*no such setting"),
        ("TRACKER_SECRET_KEY_FILE", "/nowhere/key", "TRACKER_SECRET_KEY_FILE.*cannot read"),
        ("TRACKER_WORKERS_FILE", "/etc/hostname", "TRACKER_WORKERS_FILE.*no such setting"),
    ],
)
def test_a_bad_setting_is_named(name, value, says):
    with pytest.raises(env.BadSetting, match=says):
        env.load({name: value})


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text("from-a-file\n")
    assert env.load({"TRACKER_SECRET_KEY_FILE": str(tmp_path / "key")})["TRACKER_SECRET_KEY"] == "from-a-file"


def test_a_bad_secret_is_not_shown():
    secret = env.Setting("X", env.count, "1", "", secret=True)
    with pytest.raises(env.BadSetting) as error:
        env.value_of(secret, {"X": "hunter2"})
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("postgres://u:p%2F%40%23@db:5433/office", ("u", "p/@#", "db", 5433, "office")),
        ("postgresql://u@db/office", ("u", "", "db", "", "office")),
        ("postgres://u:a@b@db/office", ("u", "a@b", "db", "", "office")),
    ],
)
def test_a_database_address_is_taken_apart(url, parts):
    read = env.load({"DATABASE_URL": url})["DATABASE_URL"]
    assert read["ENGINE"] == "django.db.backends.postgresql"
    assert tuple(read[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")) == parts


def test_a_sqlite_address_names_its_file():
    read = env.load({"DATABASE_URL": "sqlite:////srv/data/x.sqlite3"})["DATABASE_URL"]
    assert (read["ENGINE"], read["NAME"]) == ("django.db.backends.sqlite3", "/srv/data/x.sqlite3")


def test_a_mail_address_is_taken_apart():
    read = env.load({"EMAIL_URL": "smtp+ssl://u%40x:p%2Fw@mail.example:465"})["EMAIL_URL"]
    assert (read["EMAIL_HOST"], read["EMAIL_PORT"], read["EMAIL_USE_SSL"]) == ("mail.example", 465, True)
    assert (read["EMAIL_HOST_USER"], read["EMAIL_HOST_PASSWORD"]) == ("u@x", "p/w")


def test_addresses_that_are_not_given_are_empty():
    values = env.load({})
    assert not values["DATABASE_URL"] and not values["EMAIL_URL"] and not values["REDIS_URL"]


@pytest.mark.parametrize("name", ["DATABASE_URL", "EMAIL_URL", "REDIS_URL"])
@pytest.mark.parametrize(
    "value",
    [
        "Hunter2",
        "Hunter2://db",
        "{scheme}://Hunter2",
        "{scheme}://u:Hunter2/x@db:1/office",
        "{scheme}://u:1/Hunter2@db/office",
        "{scheme}://u:Hunter2#x@db/office",
        "{scheme}://u:1#Hunter2@db/office",
        "{scheme}://u:1?Hunter2@db/office",
        "{scheme}://u:Hunter2[x@db/office",
        "{scheme}://u:Hunter2\u2100@db/office",
        "{scheme}://u:p@db:Hunter2/office",
        "{scheme}://u:Hunter2@",
    ],
)
def test_an_address_that_cannot_be_read_is_explained_and_never_shown(name, value):
    scheme = {"DATABASE_URL": "postgres", "EMAIL_URL": "smtp", "REDIS_URL": "redis"}[name]
    if value == "{scheme}://Hunter2" and name != "DATABASE_URL":
        return  # a host and nothing else is enough for a mail server and for Redis
    with pytest.raises(env.BadSetting) as error:
        env.load({name: value.format(scheme=scheme)})
    told = "".join(traceback.format_exception(error.value))
    assert "Hunter2" not in told
    assert f"{name}: its value is not valid; it takes {scheme}" in str(error.value)


@pytest.mark.parametrize(
    "origin", ["portal.example", "ftp://portal.example", "https://portal.example/x", "https://"]
)
def test_the_origin_is_a_scheme_and_a_host(origin):
    with pytest.raises(env.BadSetting, match="TRACKER_ORIGIN.*https://"):
        env.load({"TRACKER_ORIGIN": origin})
    assert (
        env.load({"TRACKER_ORIGIN": "https://portal.example/"})["TRACKER_ORIGIN"] == "https://portal.example"
    )


def test_a_line_of_the_env_file_that_is_no_setting_is_named(tmp_path):
    (tmp_path / ".env").write_text("# fine\nTRACKER_WORKERS=3\nnonsense\n")
    with pytest.raises(env.BadSetting, match="line 3"):
        env.dotenv(tmp_path / ".env")


def test_the_documents_agree_with_the_list():
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == env.example()
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == env.reference()


def take(path: str, queue) -> None:
    queue.put(private_value(Path(path)))


def test_processes_that_start_together_agree_on_one_private_key(tmp_path):
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    workers = [context.Process(target=take, args=(str(tmp_path / "key"), queue)) for _ in range(4)]
    for worker in workers:
        worker.start()
    values = {queue.get(timeout=60) for _ in workers}
    for worker in workers:
        worker.join()
    assert len(values) == 1 and len(values.pop()) >= 50
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]

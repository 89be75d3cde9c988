"""The only conftest: a fixed day, no network, and the people every view is tried with."""

from __future__ import annotations

import socket

import pytest
import time_machine
from django.db import connection
from django.test import Client

from tests.support.world import NOW, World, make_world


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite's test database lies in this run's own folder: two runs in one data folder replaced each other's, and failed in the middle."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = tmp_path_factory.getbasetemp() / "test.sqlite3"


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any connection beyond this machine is an error, whoever tries it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in ("127.0.0.1", "localhost", "::1", "local"):
            raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def files_of_their_own(settings, tmp_path) -> None:
    """Uploads, mail files and the cache of a test go to a folder of its own; static files need no collectstatic."""
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def fixed_day():
    """The edge's clock stands at NOW (Monday 2026-03-02, 09:00 in Shanghai)."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def world(db, fixed_day) -> World:
    """An invented office with its people: see tests/support/world.py."""
    return make_world()


@pytest.fixture
def signed_in():
    """signed_in(person) → a test client that has signed in as that person."""

    def sign_in(person) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in

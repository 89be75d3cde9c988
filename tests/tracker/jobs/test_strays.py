"""Files without a row go after a day; files of rows, and young ones, stay."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from tests.support.build import a_source
from tracker.jobs import strays, tasks

TOMORROW = dt.timedelta(days=1, minutes=1)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def a_file(name: str) -> str:
    """A file as a worker leaves it that dies before its row is committed."""
    kept = default_storage.save(name, ContentFile(b"words"))
    moment = timezone.now().timestamp()
    os.utime(default_storage.path(kept), (moment, moment))
    return kept


@pytest.mark.parametrize("folder", ["speeches/2026", "evidence/2026", "sheets/2026", "papers/2026"])
def test_a_file_without_a_row_goes_after_a_day(world, folder):
    name = a_file(f"{folder}/left.txt")
    later = timezone.now() + TOMORROW
    assert tasks.litter(later) == strays.number(later) == 1
    assert strays.sweep(later) == 1
    assert not default_storage.exists(name)
    assert strays.sweep(later) == 0


def test_housekeeping_sweeps(world):
    name = a_file("speeches/2026/left.txt")
    assert tasks.housekeeping(timezone.now() + TOMORROW) == 1
    assert not default_storage.exists(name)


def test_a_file_whose_row_may_still_come_stays(world):
    name = a_file("speeches/2026/young.txt")
    assert strays.sweep(timezone.now() + dt.timedelta(hours=23)) == 0
    assert default_storage.exists(name)


def test_the_file_of_a_row_stays(world):
    source = a_source(world)
    assert strays.sweep(timezone.now() + dt.timedelta(days=400)) == 0
    assert default_storage.exists(source.file.name)


def test_files_of_other_folders_are_nobody_s_business(world):
    name = a_file("backups/yesterday.zip")
    assert strays.sweep(timezone.now() + TOMORROW) == 0
    assert default_storage.exists(name)


def test_every_kind_of_file_has_a_folder_of_its_own():
    folders = [str(field.upload_to).partition("/")[0] for field in strays.file_fields()]
    assert len(folders) == len(set(folders)) >= 4 and all(folders)

"""What every spreadsheet goes through that a person hands in: refused when it is classified, kept once with its file, thrown away with it.

Its row names the file's hash, and a constraint of the database says what counts as the same; whoever comes second finds the first one's.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TypeVar

from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction

from tracker.items.secrecy import refuse_marked

Row = TypeVar("Row", bound=models.Model)


def fingerprint(data: bytes, *, name: str) -> str:
    """The hash of a file that may come in. Raises Refused for one with a secrecy mark."""
    refuse_marked(data, name=name)
    return hashlib.sha256(data).hexdigest()


def kept_once(made: Row, data: bytes, *, same: models.QuerySet[Row]) -> Row:
    """Saves the new row `made` with its file under a random name; of two clicks the second is given the first one's row out of `same`."""
    made.file.save(f"{secrets.token_hex(16)}.xlsx", ContentFile(data), save=False)  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        made.file.delete(save=False)  # type: ignore[attr-defined]
        return same.get()
    return made


def drop(rows: models.QuerySet[Row]) -> bool:
    """Deletes the one row there still is, and its file once that is certain; False where there is none. Call it in a transaction."""
    row = rows.first()
    if row is None or not rows.filter(pk=row.pk).delete()[0]:
        return False
    storage, path = row.file.storage, str(row.file.name)  # type: ignore[attr-defined]
    transaction.on_commit(lambda: storage.delete(path))
    return True

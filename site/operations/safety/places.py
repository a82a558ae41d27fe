"""Where the site keeps files of its own, and which of them its database speaks of."""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import models


def roots() -> dict[str, Path]:
    """The folders that a backup takes, by the first part of a path in its manifest.

    Media in an object store are not here: it keeps its own versions.
    """
    found = {"private": Path(settings.PRIVATE_ROOT)}
    if settings.STORAGES["default"]["BACKEND"].endswith("FileSystemStorage"):
        found["media"] = Path(settings.MEDIA_ROOT)
    return found


def left_out() -> list[str]:
    """What a backup does not take, in sentences for the operator."""
    elsewhere = {"default": "网站的文件和图片", "private": "申请人的材料"}
    sentence = "{}在对象存储中，由它自己保存各版本"
    return [
        sentence.format(what) for name, what in elsewhere.items() if not isinstance(storages[name], FileSystemStorage)
    ]


def files(root: Path) -> Iterator[Path]:
    """Every file below a folder, in the order of its path; what others are writing just now (dot names) is left out."""
    return (path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.startswith("."))


def file_columns() -> Iterator[tuple[str, str, str]]:
    """(table, column, root) of each column of the database that names a file in one of the roots."""
    known = roots()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField) and isinstance(field.storage, FileSystemStorage):
                place = Path(field.storage.location).resolve()
                for name, root in known.items():
                    if place == root.resolve():
                        yield model._meta.db_table, field.column, name

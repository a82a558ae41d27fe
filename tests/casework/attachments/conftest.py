"""A draft with a list of files, in a storage of each test's own."""

import pytest
from django.core.files.base import ContentFile

from casework.attachments.formats import Sort
from casework.models import AttachmentItem, Case


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"
    return settings.PRIVATE_ROOT


@pytest.fixture
def items(db) -> dict[str, AttachmentItem]:
    """What the kind of tests/casework asks for: one item of everything, one of PDF only, required."""
    return {
        "any": AttachmentItem.objects.create(
            kind="engine", name="any", label="其他材料", sorts=Sort.values, max_megabytes=2, max_files=3
        ),
        "licence": AttachmentItem.objects.create(
            kind="engine", name="licence", label="营业执照", sorts=[Sort.PDF], required=True, position=1
        ),
    }


@pytest.fixture
def case(items, draft) -> Case:
    return Case.objects.get(pk=draft.pk)


def named(name: str, content: bytes) -> ContentFile:
    """A file as a form hands it over, with the name just as it was sent."""
    file = ContentFile(content)
    file.name = name
    return file


def stored(root) -> list:
    """Every file that is kept."""
    return [path for path in root.rglob("*") if path.is_file()]

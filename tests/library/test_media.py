import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from accounts.groups import StaffGroup


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    for name in (
        "images/a.width-800.png",
        "images/trap.html",
        "images/trap.svg",
        "original_images/a.png",
        "documents/a.pdf",
        "documents/a.png",
    ):
        path = settings.MEDIA_ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"content")
    (tmp_path / "secret.png").write_bytes(b"secret")
    return settings.MEDIA_ROOT


def test_a_picture_is_sent_with_its_type_and_kept_long(client, db):
    response = client.get("/media/images/a.width-800.png")
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"content"
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=2592000"
    again = client.get("/media/images/a.width-800.png", headers={"if-modified-since": response["Last-Modified"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "address",
    [
        "/media/documents/a.pdf",
        "/media/documents/a.png",
        "/media/images/trap.html",
        "/media/images/trap.svg",
        "/media/images/../documents/a.pdf",
        "/media/images/..%2fdocuments%2fa.png",
        "/media/images/../../secret.png",
        "/media/images/..%2f..%2fsecret.png",
        "/media//etc/passwd.png",
        "/media/images//etc/passwd.png",
        "/media/images/missing.png",
        "/media/images/",
        "/media/",
        "/media/original_images/a.png",
    ],
)
def test_nothing_else_is(client, db, address):
    assert client.get(address).status_code == 404
    staff = get_user_model().objects.create_superuser("staff")
    client.force_login(staff)
    if "original_images" not in address:
        assert client.get(address).status_code == 404


def test_staff_see_originals(client, db):
    user = get_user_model().objects.create_user("editor")
    client.force_login(user)
    assert client.get("/media/original_images/a.png").status_code == 404
    user.groups.add(Group.objects.get(name=StaffGroup.EDITORS))
    response = client.get("/media/original_images/a.png")
    assert response.status_code == 200
    assert response["Cache-Control"].startswith("private")
    assert b"".join(response.streaming_content) == b"content"
    assert client.get("/media/documents/a.png").status_code == 404


def test_pictures_are_not_written_to(client, db):
    assert client.post("/media/images/a.width-800.png").status_code == 405

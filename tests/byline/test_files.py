"""A full disk: what is uploaded is refused, and nothing half is left."""

import errno

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client

from byline import health
from byline.files import FileStorage
from photos.models import Photo
from tests.factories import UserFactory
from tests.photos.files import picture


class FillsUp(ContentFile):
    """Has no room left after the first half."""

    def chunks(self, chunk_size=None):
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")


class FullStorage(FileStorage):
    """On a disk that is full."""

    def _save(self, name, content):
        return super()._save(name, FillsUp(b""))


def uploaded():
    file = TemporaryUploadedFile("a.txt", "text/plain", 5, None)
    file.write(b"words")
    return file


@pytest.mark.parametrize("content", [ContentFile("words"), ContentFile(b"words"), uploaded()])
def test_a_file_is_stored_whole_under_a_name_of_its_own(settings, tmp_path, content):
    storage = FileStorage(tmp_path)
    names = [storage.save("deep/a.txt", content) for _ in range(2)]
    assert len({*names}) == 2
    assert [(tmp_path / name).read_bytes() for name in names] == [b"words"] * 2
    assert {path.name for path in (tmp_path / "deep").iterdir()} == {n[5:] for n in names}
    mode = (tmp_path / names[0]).stat().st_mode & 0o777
    assert mode == (settings.FILE_UPLOAD_PERMISSIONS or 0o600)


def test_of_a_file_for_which_there_is_no_room_nothing_is_left(tmp_path):
    with pytest.raises(OSError, match="No space left"):
        FileStorage(tmp_path).save("deep/a.txt", FillsUp(b""))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_an_upload_to_a_full_disk_is_an_error_with_a_reason(settings):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.FullStorage"}}
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(group="Reporters"))

    def upload(**headers):
        file = SimpleUploadedFile("a.png", picture("PNG"))
        form = {"title": "Pier", "credit": "Ann", "file": file, "collection": 1}
        return client.post("/admin/images/add/", form, headers=headers)

    page = upload()
    assert page.status_code == 507
    assert "There is no room left" in page.text
    assert upload(Accept="application/json").json() == {"error": "full"}
    assert not Photo.objects.exists()
    assert default_storage.listdir("")[0] == [] or not default_storage.listdir("original_images")[1]


@pytest.mark.django_db
def test_a_site_without_room_is_not_ready(settings):
    found = dict(health.ALL_FAILED)
    settings.FREE_DISK_MIN_BYTES = 2**60
    health.run_check("disk", found, health.check_disk)
    assert found["disk"] == "failed"
    settings.FREE_DISK_MIN_BYTES = 0
    health.run_check("disk", found, health.check_disk)
    assert found["disk"] == "ok"

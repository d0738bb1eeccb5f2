"""The only way to reach a file of figures: as the person who sent it."""

from __future__ import annotations

from uuid import UUID

from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.models import Upload
from kieumau.records.indicators.refusals import NoReturnError


def access_upload(upload_uuid: UUID, *, by: Acting, whole: bool = False, locked: bool = False) -> Upload:
    """A file that this very person sent; its content comes along where `whole`. Raises `NoReturnError`."""
    found = Upload.objects.select_for_update(of=("self",), no_key=True) if locked else Upload.objects.all()
    found = found if whole else found.defer("content")
    upload = found.filter(uuid=upload_uuid, user=by.user).first()
    if upload is None or not by.may(Permission.ENTER_FIGURES):
        raise NoReturnError
    return upload

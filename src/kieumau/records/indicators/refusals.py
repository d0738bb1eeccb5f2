"""What is not here, or not for this person: both sound the same."""

from django.core.exceptions import ObjectDoesNotExist


class NoReturnError(ObjectDoesNotExist):
    """There is no such return, collection, reopening or upload, or it is not for this person."""

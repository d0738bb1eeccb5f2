"""One family for what is not here, or not for this person: both sound the same, at every door."""

from django.core.exceptions import ObjectDoesNotExist


class NotHereError(ObjectDoesNotExist):
    """There is no such thing, or it is not for this person. Who asks must not learn which of the two."""

"""What is not here, or not for this person: both sound the same."""

from kieumau.records.journal.refusals import NotHereError


class NoReturnError(NotHereError):
    """There is no such return, collection, reopening or upload, or it is not for this person."""

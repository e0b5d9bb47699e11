"""Expected failures, each with the Dutch answer it gives; everyone may import this."""


class WegwijzerError(Exception):
    """Base class: raise a subclass where the failure happens, catch it only at a boundary.

    Attributes:
        response: name of the answer that the person gets.
    """

    response = "utter_fout_algemeen"


class KnowledgeRefused(WegwijzerError):
    """A knowledge file is wrong; the message says file, line and what to write instead."""


class NotInForce(WegwijzerError):
    """No period of a fact or rule covers the day that was asked for.

    Attributes:
        where: for a fact, where a reader finds what holds now, to complete "Kijk … "; else empty.
    """

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message)
        self.where = where


class SettingRefused(WegwijzerError):
    """A setting from the environment is missing or wrong; the message says which and how to mend it."""


class TalkMovedOn(WegwijzerError):
    """Something was stored in a talk since it was read; the turn must be done anew on what is there."""


class ModelRefused(WegwijzerError):
    """A model cannot be served here; the message says what to do."""

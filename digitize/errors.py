"""The error tree: what went wrong, who must act, and whether trying again helps.

    DigitizeError                        code, exit_code, http_status, retry
    ├── InputError          422, exit 2  a person must act: another scan, another file
    │   ├── EmptyFile, UnsupportedType, UnsafeName, ChangedWhileRead, Undeclared, NotAsDeclared
    │   ├── DamagedFile, EncryptedFile, TooLarge
    │   ├── InvalidRegister, InvalidForm
    │   ├── InvalidFields                what a person typed has not the form of its field
    │   └── ReasonMissing                what was decided before is changed with a reason only
    ├── NotFound            404, exit 4
    ├── Conflict            409, exit 5  somebody was faster; look again
    │   ├── NothingToUndo, PlaceTaken    a decision that cannot be undone as things stand
    │   └── StillWorking, InboxNotEmpty, ChangedMeanwhile, OtherArchive   an archive that cannot be moved as things stand
    ├── StageError          422, exit 6  no result that we would vouch for: goes to review
    │   └── ReaderCrashed                the reader child died or ran out of time
    ├── SetupError          503, exit 3  a tool or a model is missing: `digitize doctor` says how to mend it
    │   └── NoInbox                      this installation lends no addresses
    ├── TransientError      503, exit 7  may pass: raised, and the queue tries again
    └── IntegrityError      500, exit 8  bytes or chain are not what was written: alarm

The docstring of a class is the developer's sentence. What a person reads comes from the message catalogue
(`digitize/web/locale`) by `code`, with `details` filled in. Details never hold personal data.
"""


class DigitizeError(Exception):
    """Something that the product foresees went wrong."""

    code = "internal"
    exit_code = 1
    http_status = 500
    retry = False

    def __init__(self, message: str = "", **details: str | float) -> None:
        super().__init__(message or (self.__doc__ or "").splitlines()[0])
        self.details = details

    def __reduce__(self) -> tuple[object, ...]:
        """Let an error cross the border of a process with its details."""
        return (_rebuild, (type(self), str(self), self.details))


def _rebuild(kind: type[DigitizeError], message: str, details: dict[str, str | int | float]) -> DigitizeError:
    return kind(message, **details)


class InputError(DigitizeError):
    """The input cannot be used as it is; a person must act."""

    code = "input"
    exit_code = 2
    http_status = 422


class EmptyFile(InputError):
    """The file holds no bytes."""

    code = "empty_file"


class UnsupportedType(InputError):
    """The content is none of PDF, JPEG, PNG, TIFF, whatever the name says."""

    code = "unsupported_type"


class UnsafeName(InputError):
    """The file name tries to leave its folder or holds control characters."""

    code = "unsafe_name"


class ChangedWhileRead(InputError):
    """The file changed while it was read; it was probably still being written."""

    code = "changed_while_read"


class Undeclared(InputError):
    """The file came into the inbox and nobody had said that it would."""

    code = "undeclared"


class NotAsDeclared(InputError):
    """The file in the inbox has not the size or the SHA-256 that its station had declared."""

    code = "not_as_declared"


class DamagedFile(InputError):
    """The file is cut short or its structure is broken."""

    code = "damaged_file"


class EncryptedFile(InputError):
    """The PDF asks for a password."""

    code = "encrypted_file"


class TooLarge(InputError):
    """An image would unpack to more pixels, or a file to more pages, than any scanner makes."""

    code = "too_large"


class InvalidRegister(InputError):
    """A register file lacks a column or holds a value that cannot be read."""

    code = "invalid_register"


class InvalidForm(InputError):
    """A file of the form catalogue is no TOML, or a key in it is unknown, missing or holds what it must not hold."""

    code = "invalid_form"


class InvalidFields(InputError):
    """Values that a person typed have not the form of their fields; `details` name the sentence for each field."""

    code = "invalid_fields"


class ReasonMissing(InputError):
    """What was decided before is changed with a reason only, and nobody gave one."""

    code = "reason_missing"


class NotFound(DigitizeError):
    """There is no such record."""

    code = "not_found"
    exit_code = 4
    http_status = 404


class Conflict(DigitizeError):
    """The record changed since it was read."""

    code = "conflict"
    exit_code = 5
    http_status = 409


class NothingToUndo(Conflict):
    """The decision that stands about this paper led to nothing that could be taken back."""

    code = "nothing_to_undo"


class PlaceTaken(Conflict):
    """The place in the dossier to which a paper would return holds another paper by now."""

    code = "place_taken"


class StillWorking(Conflict):
    """Workers hold tasks of this archive: stop `digitize up` and the workers first."""

    code = "still_working"


class InboxNotEmpty(Conflict):
    """Stations sent files to this archive that nobody took in yet: they would stay behind."""

    code = "inbox_not_empty"


class ChangedMeanwhile(Conflict):
    """The archive changed while it was copied: stop whatever works on it and run the same command again."""

    code = "changed_meanwhile"


class OtherArchive(Conflict):
    """The target holds another archive, or this one was worked on there since it was copied."""

    code = "other_archive"


class StageError(DigitizeError):
    """A stage has no result that it would vouch for."""

    code = "stage"
    exit_code = 6
    http_status = 422


class ReaderCrashed(StageError):
    """The reader child died, ran out of memory or out of time on this input."""

    code = "reader_crashed"


class SetupError(DigitizeError):
    """A tool, font or model that the product needs is missing."""

    code = "setup"
    exit_code = 3
    http_status = 503


class NoInbox(SetupError):
    """The store of this installation lends no addresses: send files with `digitize add` or over the page."""

    code = "no_inbox"


class TransientError(DigitizeError):
    """A part is not reachable at the moment."""

    code = "transient"
    exit_code = 7
    http_status = 503
    retry = True


class IntegrityError(DigitizeError):
    """Stored bytes or the audit chain are not what was written."""

    code = "integrity"
    exit_code = 8

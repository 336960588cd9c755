"""The exception tree: every failure that a caller may want to tell apart, with a stable code and a way out.

::

    ExtractorError                      exit 1
    ├── UsageError                      exit 2   the call itself is wrong
    └── DocumentError                   exit 1   one document failed; others go on
        ├── MissingFile                          missing_file
        ├── EmptyFile                            empty_file
        ├── UnsupportedFormat                    unsupported_format
        ├── NotADocument                         not_a_document (a login page, a 404 page)
        ├── PasswordRequired                     password_required
        ├── CorruptFile                          corrupt_file
        ├── LimitExceeded                        limit_<name>
        └── Failed                               internal_error, timeout, out_of_memory, crashed (batch)

``code`` is stable and documented in ``docs/problems.md``; ``advice`` says what to do.
"""

from __future__ import annotations


class ExtractorError(Exception):
    """Base of all errors raised on purpose by this package."""

    exit_code = 1


class UsageError(ExtractorError):
    """The call is wrong: an unknown profile, an unwritable folder."""

    exit_code = 2


class DocumentError(ExtractorError):
    """One document can't be turned into a record."""

    code = "document_error"
    advice = ""
    retryable = False

    def __init__(self, message: str, *, name: str = "", code: str | None = None, advice: str | None = None) -> None:
        super().__init__(message)
        self.name = name
        if code is not None:
            self.code = code
        if advice is not None:
            self.advice = advice

    def __str__(self) -> str:
        message = super().__str__()
        head = f"{self.name}: " if self.name else ""
        tail = f" ({self.advice})" if self.advice else ""
        return f"{head}{self.code}: {message}{tail}"

    def __reduce__(self) -> tuple[object, ...]:
        """Errors travel between processes whole: message, name, code and advice."""
        return (_rebuild, (type(self), self.args[0], self.name, self.code, self.advice))


def _rebuild(kind: type[DocumentError], message: str, name: str, code: str, advice: str) -> DocumentError:
    return kind(message, name=name, code=code, advice=advice)


class MissingFile(DocumentError):
    """There is no such file, or it can't be opened."""

    code = "missing_file"
    advice = "check the path and its permissions"


class EmptyFile(DocumentError):
    """The file has no bytes, or nothing but white space."""

    code = "empty_file"
    advice = "fetch the document again"


class UnsupportedFormat(DocumentError):
    """The bytes are of no format that is read here."""

    code = "unsupported_format"
    advice = "bring PDF, HTML, DOCX or plain text"


class NotADocument(DocumentError):
    """The bytes are a page that stands in for a document: a login form, a 404 page, an error message."""

    code = "not_a_document"
    advice = "fetch the document again; the server answered with a page of its own"


class PasswordRequired(DocumentError):
    """The PDF can't be opened without its password."""

    code = "password_required"
    advice = "give it with --password"


class CorruptFile(DocumentError):
    """The file is cut off or damaged beyond reading."""

    code = "corrupt_file"
    advice = "fetch the document again"


class LimitExceeded(DocumentError):
    """The document passes a limit; ``code`` names which (``limit_bytes``, ``limit_pages``…)."""

    code = "limit_exceeded"
    advice = "raise the limit if the document is to be trusted"


class Failed(DocumentError):
    """The extractor failed on the document: an error of its own, a time-out, memory, a crash."""

    code = "internal_error"
    advice = "report it with the document"
    retryable = True

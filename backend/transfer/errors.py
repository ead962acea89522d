"""Why a file as a whole is refused; what is wrong with single rows is reported row by row instead."""

from backend.errors import Conflict, Invalid, TooLarge


class NotASpreadsheet(Invalid):
    """This is neither a CSV text nor an Excel workbook: save it as CSV (UTF-8) or XLSX and try again."""

    code = "not_a_spreadsheet"


class EncryptedWorkbook(Invalid):
    """The workbook is protected by a password: save it without one and try again."""

    code = "encrypted_workbook"


class EmptyFile(Invalid):
    """There are no rows in this file."""

    code = "empty_file"


class BrokenFile(Invalid):
    """The file is damaged."""

    code = "broken_file"


class FileTooLarge(TooLarge):
    """The file holds more than this server reads: split it, or save it as CSV."""

    code = "file_too_large"


class UnknownNoun(Invalid):
    """Rows of this kind cannot be imported."""

    code = "unknown_noun"


class MappingUnusable(Invalid):
    """The mapping does not fit the file."""

    code = "mapping_unusable"


class NotReversible(Conflict):
    """This operation cannot be reverted."""

    code = "not_reversible"

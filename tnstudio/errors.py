"""The one error type that users see."""


class TNStudioError(Exception):
    """What is wrong, where, and what to do about it.

    Parameters
    ----------
    message : str
        What is wrong, in one sentence.
    location : str, optional
        Where: a file, a layer, a field.
    hint : str, optional
        What the user can do about it.
    """

    def __init__(self, message: str, location: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.location = location
        self.hint = hint

    def __str__(self) -> str:
        where = f"{self.location}: " if self.location else ""
        remedy = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.message}{remedy}"

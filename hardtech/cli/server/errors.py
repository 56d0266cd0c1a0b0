"""What can go wrong when the zone is started, each with what to do about it."""


class ServerError(Exception):
    """Something stops the zone from running.

    `str(error)` is what happened and where; `remedy` says what the person can do.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy

    def explained(self) -> str:
        """Both sentences, for the terminal."""
        return f"{self}\n{self.remedy}"

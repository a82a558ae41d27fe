"""Why a file was not taken. str(error) is a Chinese sentence that names the file and the reason."""


class FileRefused(Exception):
    """Nothing of the file has been kept; choosing it again makes no sense before it is changed."""

    def __init__(self, name: str, reason: str):
        super().__init__(f"“{name}”没有上传：{reason}")
        self.reason = reason


class TryLater(FileRefused):
    """It does not lie with the file: the same file may be taken in a few minutes."""


class WrongOffset(Exception):
    """A part of a file does not begin where the last one ended. right: the place, in bytes, from which to go on."""

    def __init__(self, right: int):
        super().__init__(f"the next part begins at {right}")
        self.right = right

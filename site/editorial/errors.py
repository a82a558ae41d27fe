"""The one error with which the rules of review and publication refuse an act."""


class Refused(Exception):
    """An act that the rules do not allow; its text is a Chinese sentence that says why and what to do.

    `editorial.middleware` turns it into a message wherever in the admin it is raised. It is no PermissionDenied, for
    Wagtail would swallow that and say only that something is not permitted.
    """

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence

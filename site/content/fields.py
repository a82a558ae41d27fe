"""The body of an article: a StreamField that leaves its block definitions out of migrations."""

from wagtail.fields import StreamField

from content.blocks.body import BodyBlock


class BodyField(StreamField):
    """The same blocks for every article, so that a new block asks for no migration."""

    def __init__(self, *args, **kwargs):
        super().__init__(*(args or (BodyBlock(),)), **kwargs)

    def deconstruct(self):
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs

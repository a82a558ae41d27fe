"""{% load page_cache_tags %}{% kept "footer" reading.mode %} … {% endkept %}

A part of a template drawn once in a process and generation for each set of values. What is inside may use only what is
the same for everybody, the values named, and request.path, which is put in each time; of the request nothing else. The
values must have few forms, never what somebody typed.
"""

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token

from page_cache.fragments import elsewhere, put_in
from page_cache.keeping import kept

register = template.Library()


class KeptNode(template.Node):
    """What stands between {% kept %} and {% endkept %}."""

    child_nodelists = ("nodelist",)

    def __init__(self, name: str, values: list[FilterExpression], nodelist: NodeList):
        self.name = name
        self.values = values
        self.nodelist = nodelist

    def render(self, context) -> str:
        key = ("fragment", self.name, *(value.resolve(context) for value in self.values))
        request = context.get("request")
        if request is None:
            return kept(key, lambda: self.nodelist.render(context))
        return put_in(kept(key, lambda: self._draw(context, request)), request.path)

    def _draw(self, context, request) -> str:
        with context.push(request=elsewhere(request)):
            return self.nodelist.render(context)


@register.tag("kept")
def do_kept(parser: Parser, token: Token) -> KeptNode:
    """{% kept "name" value value … %} … {% endkept %}; the name is unique in the project."""
    _, name, *values = token.split_contents()
    if name[:1] not in "\"'":
        raise template.TemplateSyntaxError("kept: the name of the part is written in quotation marks")
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name[1:-1], [parser.compile_filter(value) for value in values], nodelist)

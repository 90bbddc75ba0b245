"""What is rendered once for many pages."""

from typing import Any

from django import template
from django.template import TemplateSyntaxError
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context

register = template.Library()


class Once(Node):
    """A part of a page that looks the same whenever it is made from the same things."""

    def __init__(self, of: FilterExpression, names: list[FilterExpression], part: NodeList) -> None:
        self.of = of
        self.names = names
        self.nodelist = part

    def render(self, context: Context) -> str:
        """Render the part, unless it was already."""
        rendered: dict[tuple[Any, ...], str] = self.of.resolve(context).rendered
        key = tuple(name.resolve(context) for name in self.names)
        html = rendered.get(key)
        if html is None:
            html = rendered[key] = self.nodelist.render(context)
        return html


@register.tag
def once(parser: Parser, token: Token) -> Once:
    """Render a part of the page once: `{% once menu "foot" site.pk %}…{% endonce %}`.

    It is kept in `rendered` of the first thing, and forgotten together with it; the names that
    follow are all else that the part differs by.
    """
    _tag, *names = token.split_contents()
    if len(names) < 2:
        raise TemplateSyntaxError("`once` takes the thing a part is made from, and a name.")
    part = parser.parse(("endonce",))
    parser.delete_first_token()
    of, *others = map(parser.compile_filter, names)
    return Once(of, others, part)

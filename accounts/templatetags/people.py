"""Words that the pages of accounts use."""

from django import template
from django.utils.translation import gettext as _

from accounts.browsers import browser_and_system

register = template.Library()


@register.filter
def browser_name(user_agent: str) -> str:
    """`Firefox on Linux`."""
    browser, system = browser_and_system(user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser we do not know")

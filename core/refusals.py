"""An anticipated "no": it has a name for programs and a sentence for people."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Refusal(Exception):
    """Raised by an act that will not do what was asked; nothing has been saved then.

    `code` is stable and part of the API. `message` says what to do next. `data` carries facts that
    a page or the API may show beside it (the nearest free times, a limit) and must be JSON-serialisable.
    """

    code: ClassVar[str] = "refused"
    message: "str | _StrPromise" = ""

    def __init__(self, message: "str | _StrPromise" = "", **data: Any) -> None:
        if message:
            self.message = message
        self.data = data
        super().__init__(str(self.message))


class RateLimited(Refusal):
    """More was asked for than one visitor, one member or one address may have in that time."""

    code = "rate_limited"
    message = _("That was a lot of tries. Wait an hour, then try again.")

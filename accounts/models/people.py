"""People: one row each, signed in by email address; and the tokens with which their programs sign in."""

import re
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken
from timezone_field import TimeZoneField

from core.fields import LineField
from core.mailboxes import canonical
from core.slugs import free_slug
from core.zones import first_weekday_in

EMAIL_IS_CANONICAL = "accounts_user_email_is_canonical"
HANDLE_IS_A_SLUG = "accounts_user_handle_is_a_slug"
GOAL_FITS_A_WEEK = "accounts_user_goal_fits_a_week"
CLOCK_IS_KNOWN = "accounts_user_clock_is_known"
WEEK_START_IS_KNOWN = "accounts_user_week_start_is_known"
WEEK_STARTS = {"monday": 1, "saturday": 6, "sunday": 7}  # ISO days of the week
HANDLE_IS_UNIQUE = "accounts_user_handle_key"  # by the name that PostgreSQL gives it
EMAIL_IS_UNIQUE = "accounts_user_email_key"
HAS_A_SCOPE = "accounts_apitoken_has_a_scope"

CANONICAL_EMAIL = "^[!-~]+@[!-~]+$"  # as far as PostgreSQL can tell: see core.mailboxes.canonical
HANDLE = r"^[a-z0-9]+(-[a-z0-9]+)*$"
HANDLE_LENGTH = 40
RESERVED_HANDLES = frozenset({  # addresses of the site's own, and names that people would take for it
    *("about", "abuse", "account", "accounts", "admin", "administrator", "anonymous", "api", "billing"),
    *("contact", "for-step", "help", "hostmaster", "info", "legal", "longroad", "mail", "me", "mod"),
    *("moderator", "moderators", "new", "news", "newsletter", "no-reply", "noreply", "official"),
    *("postmaster", "press", "privacy", "root", "security", "settings", "sign-in", "sign-up", "staff"),
    *("status", "support", "system", "team", "webmaster"),
})  # fmt: skip


ERASED_HANDLE = re.compile(r"former-member-\d+")  # what a former member has: accounts.personal_rows


def is_not_reserved(handle: str) -> None:
    """Validator: an address that the site may want for itself is nobody's."""
    if handle in RESERVED_HANDLES or ERASED_HANDLE.fullmatch(handle):
        raise ValidationError(_("This handle is kept free. Choose another."), code="reserved")


class UserManager(BaseUserManager["User"]):
    """Makes people; an email address is stored in its canonical form, as the database demands."""

    def create_user(
        self,
        *,
        email: str,
        password: str | None = None,
        display_name: str = "",
        handle: str = "",
        **more: Any,
    ) -> "User":
        """Save a new person. The handle is derived from the name when none is given."""
        user = self.model(
            email=canonical(email), display_name=display_name or email.partition("@")[0], **more
        )
        user.handle = handle or self.free_handle(user.display_name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email: str, password: str | None = None, **more: Any) -> "User":
        return self.create_user(email=email, password=password, is_staff=True, is_superuser=True, **more)

    def get_by_natural_key(self, username: str | None) -> "User":
        try:
            return self.get(email=canonical(username or ""))
        except ValidationError as error:
            raise self.model.DoesNotExist from error

    def free_handle(self, name: str) -> str:
        """A handle made from this name that nobody has or had, as `lena`, `lena-2`, `lena-3`."""

        def taken(stem: str) -> set[str]:
            present = self.filter(handle__startswith=stem).values_list("handle", flat=True)
            former = FormerHandle.objects.filter(handle__startswith=stem).values_list("handle", flat=True)
            return {*present, *former, *RESERVED_HANDLES}

        handle = free_slug(name, fallback="walker", max_length=HANDLE_LENGTH, taken=taken)
        return self.free_handle("") if ERASED_HANDLE.fullmatch(handle) else handle


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # of knox, untyped
    """A person. Days, weeks and reminders are theirs in `zone`."""

    class StartingPoint(models.TextChoices):
        DATA_SCIENTIST = "data_scientist", _("Data scientist")
        SOFTWARE_ENGINEER = "software_engineer", _("Software engineer")
        NEITHER = "neither", _("Neither yet")

    class Clock(models.TextChoices):
        LANGUAGES_OWN = "", _("As my language does")
        TWELVE_HOURS = "12", _("12 hours: 6:00 PM")
        TWENTY_FOUR_HOURS = "24", _("24 hours: 18:00")

    class WeekStart(models.TextChoices):
        AS_WHERE_I_LIVE = "", _("As where I live")
        MONDAY = "monday", _("Monday")
        SATURDAY = "saturday", _("Saturday")
        SUNDAY = "sunday", _("Sunday")

    email = models.EmailField(_("email address"), unique=True)
    display_name = LineField(_("name"), max_length=80, help_text=_("What other people here call you."))
    handle = models.CharField(
        _("handle"),
        max_length=HANDLE_LENGTH,
        unique=True,
        validators=[
            RegexValidator(HANDLE, _("Use small letters, digits and single hyphens.")),
            is_not_reserved,
        ],
        help_text=_("The last part of your page's address: small letters, digits and hyphens."),
    )
    zone = TimeZoneField(
        _("time zone"),
        default="UTC",
        help_text=_("Your days and weeks, and every time you are shown, are in this zone."),
    )
    language = models.CharField(_("language"), max_length=12, default="en-gb")
    clock = models.CharField(_("clock"), max_length=2, choices=Clock, blank=True, default="")
    week_start = models.CharField(
        _("first day of the week"), max_length=8, choices=WeekStart, blank=True, default=""
    )
    weekly_goal_hours = models.PositiveSmallIntegerField(
        _("hours a week"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(80)],
        help_text=_("How much you mean to study. Ten is what the road usually asks for."),
    )
    starting_point = models.CharField(
        _("where you start from"), max_length=20, choices=StartingPoint, blank=True, default=""
    )
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=Lower("email"), email__regex=CANONICAL_EMAIL),
                name=EMAIL_IS_CANONICAL,
            ),
            models.CheckConstraint(condition=models.Q(handle__regex=HANDLE), name=HANDLE_IS_A_SLUG),
            models.CheckConstraint(
                condition=models.Q(weekly_goal_hours__gte=1, weekly_goal_hours__lte=80), name=GOAL_FITS_A_WEEK
            ),
            models.CheckConstraint(condition=models.Q(clock__in=("", "12", "24")), name=CLOCK_IS_KNOWN),
            models.CheckConstraint(
                condition=models.Q(week_start__in=("", *WEEK_STARTS)), name=WEEK_START_IS_KNOWN
            ),
        )

    def __str__(self) -> str:
        return self.display_name

    def clean(self) -> None:
        """Forms say it by the field; what keeps it is the database."""
        super().clean()
        if FormerHandle.objects.filter(handle=self.handle).exclude(user=self.pk).exists():
            raise ValidationError({"handle": _("Somebody else has this handle. Choose another.")})

    def get_absolute_url(self) -> str:
        return reverse("accounts:person", args=[self.handle])

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name.split(" ")[0]

    @property
    def first_weekday(self) -> int:
        """On which their weeks begin: 1 for Monday, 6 or 7. Unless chosen, that of their zone's country."""
        return WEEK_STARTS.get(self.week_start) or first_weekday_in(self.zone.key)

    @property
    def initials(self) -> str:
        """One or two letters for a picture-less avatar."""
        words = re.findall(r"\w+", self.display_name)
        return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


class FormerHandle(models.Model):
    """A handle that somebody gave up: it leads to them, and nobody else can have it.

    Triggers of PostgreSQL write and check these rows whenever a person's row gets a handle, and refuse it
    by the name of HANDLE_IS_UNIQUE. Nobody's (`user` is None) once its owner is erased: it stays reserved.
    """

    handle = models.CharField(_("handle"), primary_key=True, max_length=HANDLE_LENGTH)
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="former_handles", verbose_name=_("person")
    )

    class Meta:
        verbose_name = _("former handle")
        verbose_name_plural = _("former handles")

    def __str__(self) -> str:
        return self.handle


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def of(self, user: User) -> "ApiTokenQuerySet":
        return self.filter(user=user)

    def valid(self, now: datetime) -> "ApiTokenQuerySet":
        return self.filter(expiry__gt=now, user__is_active=True)

    def expired(self, now: datetime) -> "ApiTokenQuerySet":
        return self.filter(expiry__lte=now)


class ApiToken(AbstractAuthToken):  # type: ignore[misc]
    """Lets a program act for a person until it expires. Only its SHA-512 is stored.

    `created`, `digest`, `expiry`, `token_key` (the first characters, to recognise it by) and `user`
    are knox's.
    """

    class Scope(models.TextChoices):
        READ = "read", _("Read")
        WRITE = "write", _("Write")

    name = LineField(_("name"), max_length=60, help_text=_("What will use it, so that you know it again."))
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope), verbose_name=_("may"))
    expiry = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = (models.CheckConstraint(condition=models.Q(scopes__len__gte=1), name=HAS_A_SCOPE),)

    def __str__(self) -> str:
        return f"{self.name} ({self.token_key}…)"

    @property
    def scope_labels(self) -> list[str]:
        return [str(self.Scope(scope).label) for scope in self.scopes]

    def allows(self, scope: str) -> bool:
        return scope in self.scopes

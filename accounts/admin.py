"""People and their tokens, for staff. Passwords, codes and tokens themselves are never shown."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import security_log
from accounts.models import ApiToken, FormerHandle, User
from accounts.operations import announce_changed_weeks, deactivate_account
from core.mailboxes import canonical

# Django's own form would ask for a password only: no second factor, no rate limit.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class NewPersonForm(AdminUserCreationForm[User]):
    class Meta:
        model = User
        fields = ("email", "display_name", "handle")

    def clean_email(self) -> str:
        return canonical(self.cleaned_data["email"])


class PersonForm(UserChangeForm[User]):
    def clean_email(self) -> str:
        return canonical(self.cleaned_data["email"])


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    form = PersonForm
    add_form = NewPersonForm
    ordering = ("display_name", "pk")
    list_display = ("display_name", "email", "handle", "zone", "joined_at", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "starting_point", "joined_at")
    search_fields = ("display_name", "email", "handle")
    readonly_fields = ("joined_at", "last_login")
    fieldsets = (
        (None, {"fields": ("display_name", "handle", "email", "password")}),
        (
            _("Studying"),
            {"fields": ("starting_point", "weekly_goal_hours", "zone", "week_start", "language")},
        ),
        (
            _("Permissions"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (_("Dates"), {"fields": ("joined_at", "last_login")}),
    )

    actions = ("end_sessions",)

    @admin.action(description=_("Sign out of every browser"))
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """API tokens go on: they are revoked on their own page."""
        for session in UserSession.objects.filter(user__in=queryset):
            session.end()
            security_log.record("session_ended_by_staff", user_id=session.user_id, request=request)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        """Deactivating somebody cancels their coming sessions, as closing an account does."""
        ends = change and "is_active" in form.changed_data and not obj.is_active
        obj.is_active = obj.is_active or ends
        before = User.objects.get(pk=obj.pk) if change else obj
        super().save_model(request, obj, form, change)
        announce_changed_weeks(user=obj, before=before)
        if ends:
            deactivate_account(user=obj, now=timezone.now())

    add_fieldsets = (
        (None, {"fields": ("email", "display_name", "handle", "usable_password", "password1", "password2")}),
    )


@admin.register(FormerHandle)
class FormerHandleAdmin(admin.ModelAdmin[FormerHandle]):
    """Staff may set one free, as when an erased person asks for that too."""

    list_display = ("handle", "user")
    list_select_related = ("user",)
    search_fields = ("handle",)
    fields = ("handle", "user")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: FormerHandle | None = None) -> bool:
        return False


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin[ApiToken]):
    """Staff may look and revoke, not make: a token belongs to the person who made it."""

    list_display = ("name", "user", "scopes", "created", "expiry", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("name", "user__email", "user__display_name")
    fields = ("name", "user", "scopes", "token_key", "created", "expiry", "last_used_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

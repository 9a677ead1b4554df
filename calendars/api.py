"""Calendar accounts in the API. Passwords are written and never read."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.limits import check_rate
from accounts.viewer import member
from calendars.discovery import LONGEST_URL
from calendars.forms import AccountForm
from calendars.models import AccountCalendar, CalendarAccount
from calendars.operations import (
    choose_calendars,
    connect_account,
    disconnect_account,
    look_again,
    replace_password,
)
from core.api import in_words
from core.api.lists import ListFilters, Order
from core.form_fields import clean_by_form


class AccountCalendarSerializer(serializers.ModelSerializer[AccountCalendar]):
    """A calendar of an account. At most one of all your calendars takes your sessions."""

    is_busy = serializers.BooleanField(help_text="Whether you can't be booked at the times of its events.")
    takes_sessions = serializers.BooleanField(help_text="Whether your sessions are written into it.")
    trouble = serializers.CharField(read_only=True, help_text="What went wrong at the last reading.")

    class Meta:
        model = AccountCalendar
        fields: ClassVar[list[str]] = [
            *("id", "account", "name", "is_writable", "is_busy", "takes_sessions", "trouble"),
        ]
        read_only_fields = ("id", "account", "name", "is_writable")


class CalendarAccountSerializer(serializers.ModelSerializer[CalendarAccount]):
    """An account at a CalDAV server. `trouble` is empty while it works."""

    server_url = serializers.CharField(
        max_length=LONGEST_URL, help_text="The server's name or CalDAV address."
    )
    password = serializers.CharField(
        write_only=True, max_length=500, trim_whitespace=False, help_text="Stored encrypted, never shown."
    )
    trouble = serializers.CharField(read_only=True, help_text="What went wrong the last time.")
    calendars = AccountCalendarSerializer(many=True, read_only=True)

    class Meta:
        model = CalendarAccount
        fields: ClassVar[list[str]] = [
            *("id", "server_url", "username", "password", "connected_at", "read_at", "failed_at", "retry_at"),
            *("trouble", "calendars"),
        ]
        read_only_fields = ("id", "connected_at", "read_at", "failed_at", "retry_at")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return clean_by_form(AccountForm(attrs))


class NewPasswordSerializer(serializers.Serializer[Any]):
    """The password that the account has now."""

    password = serializers.CharField(max_length=500, trim_whitespace=False)


class CalendarAccountFilter(ListFilters):
    order = Order("connected_at")

    class Meta:
        model = CalendarAccount
        fields = ()


class AccountCalendarFilter(ListFilters):
    order = Order("name")

    class Meta:
        model = AccountCalendar
        fields = ()


@extend_schema(tags=["calendars"])
@in_words(
    list="Your calendar accounts (CalDAV), with their calendars.",
    retrieve="One of your calendar accounts.",
    create="Connect an account. The server is asked before it is saved, which may take some seconds.",
    destroy="Disconnect an account: its password is deleted; sessions in your calendars stay there.",
)
class CalendarAccounts(ApiView, viewsets.ModelViewSet[CalendarAccount]):
    """Your calendar accounts."""

    serializer_class = CalendarAccountSerializer
    permission_classes = OWN
    filterset_class = CalendarAccountFilter
    http_method_names = ("get", "post", "delete", "head", "options")
    lookup_value_regex = "[0-9]{1,18}"
    queryset = CalendarAccount.objects.none()

    def get_queryset(self) -> QuerySet[CalendarAccount]:
        mine = CalendarAccount.objects.filter(person=self.request.user.pk)
        return mine.prefetch_related("calendars").order_by("pk")

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        check_rate(request, "outside_calendar")
        typed = serializer.validated_data
        account = connect_account(
            person=member(request),
            url=typed["server_url"],
            username=typed["username"],
            password=typed["password"],
            now=timezone.now(),
        )
        return self.created(self.get_serializer(account).data, "calendar-account-detail", pk=account.pk)

    def perform_destroy(self, instance: CalendarAccount) -> None:
        disconnect_account(account=instance)

    @extend_schema(request=NewPasswordSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def password(self, request: Request, pk: str) -> Response:
        """Use another password, once the server has accepted it."""
        account = self.get_object()
        serializer = NewPasswordSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        check_rate(request, "outside_calendar")
        replace_password(account=account, now=timezone.now(), **serializer.validated_data)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={202: None})
    @action(detail=True, methods=["post"])
    def reading(self, request: Request, pk: str) -> Response:
        """Look for new calendars, and have all read as soon as a worker is free."""
        account = self.get_object()
        check_rate(request, "outside_calendar")
        look_again(account=account, now=timezone.now())
        return Response(status=status.HTTP_202_ACCEPTED)


@extend_schema(tags=["calendars"])
@in_words(
    list="The calendars of your accounts, and what they are for.",
    retrieve="One of these calendars.",
    partial_update="Say whether its events keep you busy, and whether it takes your sessions.",
)
class AccountCalendars(
    ApiView,
    mixins.UpdateModelMixin,
    viewsets.ReadOnlyModelViewSet[AccountCalendar],
):
    """The calendars of your accounts."""

    serializer_class = AccountCalendarSerializer
    permission_classes = OWN
    filterset_class = AccountCalendarFilter
    http_method_names = ("get", "patch", "head", "options")
    lookup_value_regex = "[0-9]{1,18}"
    queryset = AccountCalendar.objects.none()

    def get_queryset(self) -> QuerySet[AccountCalendar]:
        return AccountCalendar.objects.filter(person=self.request.user.pk).order_by("name", "pk")

    def perform_update(self, serializer: serializers.BaseSerializer[AccountCalendar]) -> None:
        calendar, changes = self.get_object(), serializer.validated_data
        others = list(calendar.account.calendars.exclude(pk=calendar.pk))
        busy = [each for each in others if each.is_busy]
        sessions = next((each for each in others if each.takes_sessions), None)
        if changes.get("is_busy", calendar.is_busy):
            busy.append(calendar)
        if changes.get("takes_sessions", calendar.takes_sessions):
            sessions = calendar
        choose_calendars(account=calendar.account, busy=busy, sessions=sessions, now=timezone.now())
        serializer.instance = self.get_object()


routes: list[tuple[str, Any, str]] = [
    ("me/calendar-accounts", CalendarAccounts, "calendar-account"),
    ("me/account-calendars", AccountCalendars, "account-calendar"),
]

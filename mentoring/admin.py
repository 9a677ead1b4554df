"""What staff see of mentoring. Bookings are read here, and changed only through their acts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentoring.models import (
    Absence,
    ApplicationState,
    Attendance,
    Booking,
    BookingEvent,
    Mentor,
    MentorApplication,
    SessionType,
)
from mentoring.operations import (
    AlreadySettled,
    NothingOpen,
    SayWhy,
    approve_application,
    ask_for_more,
    decide_absence,
    refuse_application,
)


class SessionTypes(admin.TabularInline[SessionType, Mentor]):
    model = SessionType
    fields = ("title", "kind", "minutes", "price_amount", "price_currency", "is_offered")
    extra = 0


@admin.register(Mentor)
class MentorAdmin(admin.ModelAdmin[Mentor]):
    list_display = ("user", "headline", "approved_at", "is_listed", "is_paused", "created_at")
    list_filter = ("is_listed", "areas")
    search_fields = ("user__display_name", "user__email", "headline")
    autocomplete_fields = ("user",)
    inlines = (SessionTypes,)


class ApplicationDecisionForm(forms.ModelForm[MentorApplication]):
    """How staff answer an application. The words are what the person reads."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("approve", _("Approve: they may join the directory")),
            ("ask", _("Ask for more: say what is missing")),
            ("refuse", _("Refuse: say why; they may apply again")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("What you tell them"), max_length=2_000, required=False, widget=forms.Textarea
    )

    class Meta:
        model = MentorApplication
        fields = ("answer",)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") in {"ask", "refuse"} and not data.get("answer"):
            self.add_error("answer", SayWhy.message)
        return data


@admin.register(MentorApplication)
class MentorApplicationAdmin(admin.ModelAdmin[MentorApplication]):
    """What waits comes first; the answer is given by the acts, and only while it waits for one."""

    form = ApplicationDecisionForm
    list_display = ("sent_at", "person", "headline", "state", "decided_by", "decided_at")
    list_filter = ("state", "areas")
    search_fields = ("person__display_name", "person__email", "headline")
    list_select_related = ("person", "decided_by")
    ordering = ("-state", "sent_at")
    said = (
        *("person", "headline", "experience", "areas", "specialisms", "languages", "links"),
        *("state", "sent_at", "rules_accepted_at", "decided_by", "decided_at"),
    )
    readonly_fields = said
    fields = (*said, "decision", "answer")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MentorApplication | None = None) -> bool:
        is_open = obj is None or obj.state == ApplicationState.SENT
        return is_open and super().has_change_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: MentorApplication | None = None) -> Any:
        return self.fields if self.has_change_permission(request, obj) else (*self.said, "answer")

    def save_model(self, request: HttpRequest, obj: MentorApplication, form: Any, change: bool) -> None:  # noqa: FBT001
        """By the act. Staff who were second are told so."""
        act = DECISIONS[form.cleaned_data["decision"]]
        answer = form.cleaned_data["answer"]
        try:
            act(application=obj, by=request.user, answer=answer, now=timezone.now())
        except NothingOpen as refusal:
            self.message_user(request, refusal.message, messages.WARNING)


DECISIONS: dict[str, Callable[..., None]] = {
    "approve": approve_application,
    "ask": ask_for_more,
    "refuse": refuse_application,
}


class ReadOnlyInline(admin.TabularInline[Any, Booking]):
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False


class Attendances(ReadOnlyInline):
    model = Attendance
    fields = ("person", "role", "state", "zone", "during")


class Events(ReadOnlyInline):
    model = BookingEvent


@admin.register(Booking)
class BookingAdmin(admin.ModelAdmin[Booking]):
    list_display = ("starts_at", "title", "mentor", "state")
    list_filter = ("state", "kind")
    search_fields = ("attendances__person__email", "id")
    date_hierarchy = "starts_at"
    list_select_related = ("mentor__user",)
    inlines = (Attendances, Events)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False


class IsContested(admin.SimpleListFilter):
    title, parameter_name = _("to decide"), "to_decide"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Contested, to decide"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Absence]) -> QuerySet[Absence]:
        return Absence.objects.to_decide().filter(pk__in=queryset) if self.value() else queryset


@admin.register(Absence)
class AbsenceAdmin(admin.ModelAdmin[Absence]):
    """Staff decide what is contested, by the two actions; nothing else is changed here."""

    list_display = ("reported_at", "person", "reported_by", "contested_at", "contest", "upheld")
    list_filter = (IsContested, "upheld")
    list_select_related = ("person", "reported_by")
    actions = ("decide_absent", "decide_present")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Absence | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Absence | None = None) -> bool:
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mentoring.change_absence")

    @admin.action(description=_("They did not come"), permissions=["decide"])
    def decide_absent(self, request: HttpRequest, queryset: QuerySet[Absence]) -> None:
        self._decide(request, queryset, upheld=True)

    @admin.action(description=_("They did come: the session counts as held"), permissions=["decide"])
    def decide_present(self, request: HttpRequest, queryset: QuerySet[Absence]) -> None:
        self._decide(request, queryset, upheld=False)

    def _decide(self, request: HttpRequest, queryset: QuerySet[Absence], *, upheld: bool) -> None:
        for absence in queryset:
            try:
                decide_absence(absence=absence, upheld=upheld, by=request.user, now=timezone.now())  # type: ignore[arg-type]
            except AlreadySettled:
                self.message_user(
                    request,
                    _("%(absence)s is not contested, or decided already.") % {"absence": absence},
                    messages.WARNING,
                )

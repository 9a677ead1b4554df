"""Addresses of the newsletter: of its readers' pages, and of those where authors send."""

from django.urls import path, re_path

from newsletter.views import (
    audiences,
    formulas,
    lead_magnets,
    preferences,
    publishing,
    readiness,
    readings,
    sending,
    subscribing,
)

app_name = "newsletter"
urlpatterns = [
    path("newsletter/", subscribing.newsletter, name="newsletter"),
    path("newsletter/asked/", subscribing.check_mailbox, name="check_mailbox"),
    path("newsletter/subscription/", subscribing.subscription, name="subscription"),
    path("newsletter/subscription/cancellation/", subscribing.cancellation, name="cancellation"),
    path("newsletter/confirmation/<str:token>/", subscribing.confirmation, name="confirmation"),
    path("newsletter/unsubscription/<str:token>/", subscribing.unsubscription, name="unsubscription"),
    path("newsletter/preferences/", preferences.own_preferences, name="own_preferences"),
    path("newsletter/preferences/<str:token>/", preferences.preferences, name="preferences"),
    path("newsletter/preferences/<str:token>/address/", preferences.address, name="address"),
    path("newsletter/preferences/<str:token>/cancellation/", preferences.cancellation, name="leave_all"),
    path("newsletter/preferences/<str:token>/topics/<slug:topic>/", preferences.delivery, name="delivery"),
    path(
        "newsletter/preferences/<str:token>/topics/<slug:topic>/cancellation/",
        preferences.cancellation,
        name="leave_topic",
    ),
    path("newsletter/read/<str:token>/", readings.reading, name="reading"),
    path(
        "newsletter/preferences/<str:token>/topics/<slug:topic>/progress/",
        preferences.progress,
        name="progress",
    ),
    path("newsletter/download/<str:token>/", lead_magnets.file, name="download"),
    path("newsletter/address/<str:token>/", preferences.move, name="move"),
    re_path(r"^formulas/(?P<key>[0-9a-f]{32})\.png$", formulas.formula, name="formula"),
    re_path(
        r"^formulas/(?P<key>[0-9a-f]{32})-dark\.png$",
        formulas.formula,
        {"scheme": "dark"},
        name="dark_formula",
    ),
    path("writing/welcome/", lead_magnets.lead_magnet, name="lead_magnet"),
    path("writing/welcome/notice/", lead_magnets.notice, name="lead_magnet_notice"),
    path("writing/readiness/", readiness.readiness, name="readiness"),
    path("writing/issues/", sending.issues, name="issues"),
    path("writing/<int:pk>/publishing/", publishing.publishing, name="publishing"),
    path(
        "writing/<int:pk>/publishing/cancellation/",
        publishing.publishing_cancellation,
        name="publishing_cancellation",
    ),
    path("writing/<int:pk>/issue/", sending.issue, name="issue"),
    path("writing/<int:pk>/issue/words/", sending.words, name="words"),
    path("writing/<int:pk>/issue/audience/", audiences.audience, name="audience"),
    path("writing/<int:pk>/issue/summary/", sending.summary, name="summary"),
    path("writing/<int:pk>/issue/mail/", sending.composed_mail, name="composed_mail"),
    path("writing/<int:pk>/issue/cancellation/", sending.cancellation, name="issue_cancellation"),
    path("writing/<int:pk>/issue/test/", sending.test_issue, name="test_issue"),
    path("writing/<int:pk>/issue/settlement/", sending.settlement, name="settlement"),
    path("writing/<int:pk>/issue/resumption/", sending.resumption, name="resumption"),
    path("writing/<int:pk>/issue/suppressed/", sending.suppressed, name="suppressed"),
]

"""The newsletter in the API: reading it, and sending it."""

from typing import Any

from django.urls import path

from newsletter.api.audiences import IssueAudience
from newsletter.api.lead_magnets import LeadMagnet, LeadMagnetNotice
from newsletter.api.publishing import Publishing
from newsletter.api.readiness import MailReadiness
from newsletter.api.sending import Issues, OneIssue, Settlement, TestIssue
from newsletter.api.subscribing import OwnSubscription, OwnSubscriptions, SubscriptionViewSet

routes: list[tuple[str, Any, str]] = [("subscriptions", SubscriptionViewSet, "subscription")]
urlpatterns = [
    path("me/subscriptions/", OwnSubscriptions.as_view(), name="api-own-subscriptions"),
    path("me/subscriptions/<slug:topic>/", OwnSubscription.as_view(), name="api-own-subscription"),
    path("lead-magnet/", LeadMagnet.as_view(), name="api-lead-magnet"),
    path("lead-magnet/notice/", LeadMagnetNotice.as_view(), name="api-lead-magnet-notice"),
    path("mail-readiness/", MailReadiness.as_view(), name="api-mail-readiness"),
    path("issues/", Issues.as_view(), name="api-issues"),
    path("drafts/<int:pk>/publishing/", Publishing.as_view(), name="api-publishing"),
    path("drafts/<int:pk>/issue/", OneIssue.as_view(), name="api-issue"),
    path("drafts/<int:pk>/issue/audience/", IssueAudience.as_view(), name="api-issue-audience"),
    path("drafts/<int:pk>/issue/test/", TestIssue.as_view(), name="api-issue-test"),
    path("drafts/<int:pk>/issue/settlement/", Settlement.as_view(), name="api-issue-settlement"),
]

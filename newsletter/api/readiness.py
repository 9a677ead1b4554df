"""Is the site ready to send newsletters?"""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import OWN, ApiView
from accounts.viewer import member
from mailing.readiness import Line, Verdict, check_readiness
from newsletter.views.readiness import may_see_readiness


class RecordSerializer(serializers.Serializer[Any]):
    """What to enter: a DNS record, or a setting."""

    name = serializers.CharField()
    kind = serializers.CharField(help_text="`TXT`, `MX`, `PTR`, or `setting`: then `value` is an example.")
    value = serializers.CharField()


class ReadinessLineSerializer(serializers.Serializer[Line]):
    """One check."""

    key = serializers.CharField()
    title = serializers.CharField()
    verdict = serializers.ChoiceField(choices=[each.value for each in Verdict])
    text = serializers.CharField()
    found = serializers.CharField(help_text="What is there now.")
    record = RecordSerializer(allow_null=True)
    is_demanded = serializers.BooleanField(help_text="Gmail and Yahoo ask for it.")


class ReadinessSerializer(serializers.Serializer[Any]):
    lines = ReadinessLineSerializer(many=True)


@extend_schema(tags=["issues"])
class MailReadiness(ApiView):
    """The checks of the site's mail."""

    permission_classes = OWN
    may_be_missing = ("get",)

    @extend_schema(responses=ReadinessSerializer)
    def get(self, request: Request) -> Response:
        """Whether the site is ready to send newsletters, for its authors and staff.

        It asks the DNS; a line is `unknown` where that did not answer.
        """
        if not may_see_readiness(member(request)):
            raise Http404
        return Response(ReadinessSerializer({"lines": check_readiness()}).data)

"""Requests that a mentor declines, sessions that are moved, session types that are confirmed one by one."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mentoring", "0002_usual_room"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="bookingevent",
            options={"get_latest_by": ("at", "pk"), "ordering": ("at", "pk")},
        ),
        migrations.RemoveConstraint(
            model_name="attendance",
            name="mentoring_attendance_state_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="booking",
            name="mentoring_booking_state_is_known",
        ),
        migrations.AddField(
            model_name="sessiontype",
            name="needs_confirmation",
            field=models.BooleanField(
                default=False,
                help_text="People ask, and you answer within 48 hours. Their time is kept until then.",
                verbose_name="confirm each one",
            ),
        ),
        # A generated column can't be altered: it is made anew, and with it the constraint that stands on it.
        migrations.RemoveConstraint(
            model_name="attendance",
            name="mentoring_attendance_person_busy_once",
        ),
        migrations.RemoveField(model_name="attendance", name="holds_time"),
        migrations.AddField(
            model_name="attendance",
            name="holds_time",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.ExpressionWrapper(
                    models.Q(("state__in", ("declined", "cancelled", "expired")), _negated=True),
                    models.BooleanField(),
                ),
                output_field=models.BooleanField(),
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=ExclusionConstraint(
                name="mentoring_attendance_person_busy_once",
                expressions=[("person", "="), ("during", "&&")],
                condition=models.Q(("holds_time", True)),
            ),
        ),
        migrations.AlterField(
            model_name="attendance",
            name="state",
            field=models.CharField(
                choices=[
                    ("held", "Held"),
                    ("requested", "Requested"),
                    ("confirmed", "Confirmed"),
                    ("declined", "Declined"),
                    ("cancelled", "Cancelled"),
                    ("expired", "Expired"),
                    ("completed", "Completed"),
                    ("no_show", "No-show"),
                ],
                default="confirmed",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="booking",
            name="state",
            field=models.CharField(
                choices=[
                    ("held", "Held"),
                    ("requested", "Requested"),
                    ("confirmed", "Confirmed"),
                    ("declined", "Declined"),
                    ("cancelled", "Cancelled"),
                    ("expired", "Expired"),
                    ("completed", "Completed"),
                    ("no_show", "No-show"),
                ],
                default="confirmed",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="bookingevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("held", "Held"),
                    ("requested", "Requested"),
                    ("booked", "Booked"),
                    ("moved", "Moved"),
                    ("declined", "Declined"),
                    ("cancelled", "Cancelled"),
                    ("expired", "Expired"),
                    ("completed", "Completed"),
                    ("no_show", "No-show"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "held",
                            "requested",
                            "confirmed",
                            "declined",
                            "cancelled",
                            "expired",
                            "completed",
                            "no_show",
                        ],
                    )
                ),
                name="mentoring_attendance_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "held",
                            "requested",
                            "confirmed",
                            "declined",
                            "cancelled",
                            "expired",
                            "completed",
                            "no_show",
                        ],
                    )
                ),
                name="mentoring_booking_state_is_known",
            ),
        ),
    ]

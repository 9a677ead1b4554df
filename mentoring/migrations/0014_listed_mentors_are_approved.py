"""Whoever is in the directory already was let in."""

from django.db import migrations
from django.db.models import F


def approve_listed(apps, schema_editor):
    apps.get_model("mentoring", "Mentor").objects.filter(is_listed=True).update(approved_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("mentoring", "0013_mentor_applications")]

    operations = [migrations.RunPython(approve_listed, migrations.RunPython.noop)]

import core.fields
import core.uuid7
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("roadmaps", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True, verbose_name="address")),
                ("title", core.fields.LineField(max_length=120, verbose_name="title")),
                ("summary", core.fields.TextField(blank=True, verbose_name="summary")),
            ],
            options={
                "verbose_name": "series",
                "verbose_name_plural": "series",
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True, verbose_name="address")),
                ("name", core.fields.LineField(max_length=60, unique=True, verbose_name="name")),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
            },
        ),
        migrations.CreateModel(
            name="Author",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "bio",
                    models.TextField(
                        blank=True,
                        help_text="Two or three sentences, shown under every article.",
                        verbose_name="about the author",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="author",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "author",
                "verbose_name_plural": "authors",
            },
        ),
        migrations.CreateModel(
            name="ArticleImport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="name of the file")),
                ("format", models.CharField(max_length=20, verbose_name="format")),
                (
                    "contents",
                    models.JSONField(
                        help_text="The articles, as articles.imports has them.", verbose_name="contents"
                    ),
                ),
                ("report", models.JSONField(default=list, help_text="What is lost.", verbose_name="report")),
                (
                    "stored_as",
                    models.CharField(blank=True, editable=False, max_length=100, verbose_name="stored as"),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="articles.author",
                        verbose_name="author",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of articles",
                "verbose_name_plural": "files of articles",
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=120, unique=True, verbose_name="address")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published")],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("title", core.fields.LineField(max_length=160, verbose_name="title")),
                ("summary", core.fields.LineField(blank=True, max_length=300, verbose_name="summary")),
                ("source", models.TextField(blank=True, verbose_name="text")),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Its place in the series, from 1.",
                        null=True,
                        verbose_name="place in the series",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                ("updated_at", models.DateTimeField(blank=True, null=True, verbose_name="updated at")),
                (
                    "publish_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Then readers see the kept revision.",
                        null=True,
                        verbose_name="to be published at",
                    ),
                ),
                ("html", models.TextField(blank=True, editable=False, verbose_name="HTML")),
                (
                    "contents",
                    models.JSONField(
                        default=list,
                        editable=False,
                        help_text="[{level, anchor, title}, …]",
                        verbose_name="contents",
                    ),
                ),
                (
                    "excerpt",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="first words"),
                ),
                (
                    "plain",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="The words alone, to search in.",
                        verbose_name="words alone",
                    ),
                ),
                (
                    "reading_minutes",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, verbose_name="reading minutes"
                    ),
                ),
                (
                    "renderer_version",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="renderer version"
                    ),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector(
                                    "title", config="english", weight="A"
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    "summary", config="english", weight="B"
                                ),
                                django.contrib.postgres.search.SearchConfig("english"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                "plain", config="english", weight="D"
                            ),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="articles.author",
                        verbose_name="author",
                    ),
                ),
            ],
            options={
                "verbose_name": "article",
                "verbose_name_plural": "articles",
                "indexes": [
                    models.Index(fields=["-published_at"], name="articles_article_newest"),
                    models.Index(
                        condition=models.Q(("publish_at__isnull", False)),
                        fields=["publish_at"],
                        name="articles_article_due",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="articles_article_search"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="articles_article_published_is_dated",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", core.fields.LineField(max_length=160, verbose_name="title")),
                ("summary", core.fields.LineField(blank=True, max_length=300, verbose_name="summary")),
                ("source", models.TextField(blank=True, verbose_name="text")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("saved_at", models.DateTimeField(verbose_name="saved at")),
                (
                    "share_key",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=40,
                        null=True,
                        unique=True,
                        verbose_name="key of its link",
                    ),
                ),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="draft",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft",
                "verbose_name_plural": "drafts",
            },
        ),
        migrations.CreateModel(
            name="FormerSlug",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=120, unique=True, verbose_name="address")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_slugs",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
            ],
            options={
                "verbose_name": "former address",
                "verbose_name_plural": "former addresses",
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("title", core.fields.LineField(max_length=160, verbose_name="title")),
                ("summary", core.fields.LineField(blank=True, max_length=300, verbose_name="summary")),
                ("source", models.TextField(blank=True, verbose_name="text")),
                ("is_publication", models.BooleanField(default=False, verbose_name="is a publication")),
                (
                    "material_change",
                    core.fields.LineField(
                        blank=True,
                        help_text="A sentence for those who read it before; empty when nothing matters to them.",
                        max_length=300,
                        verbose_name="what changed for readers",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="saved by",
                    ),
                ),
            ],
            options={
                "verbose_name": "revision",
                "verbose_name_plural": "revisions",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "number"), name="articles_revision_number_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("read_at", models.DateTimeField(verbose_name="read at")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reader",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.revision",
                        verbose_name="revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "reading",
                "verbose_name_plural": "readings",
                "constraints": [
                    models.UniqueConstraint(fields=("reader", "article"), name="articles_reading_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="revision_to_publish",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="articles.revision",
                verbose_name="revision to publish",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="series",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="articles.series",
                verbose_name="series",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="tags",
            field=models.ManyToManyField(
                blank=True, related_name="articles", to="articles.tag", verbose_name="topics"
            ),
        ),
        migrations.CreateModel(
            name="ArticleStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step_key", models.SlugField(verbose_name="step")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="step_links",
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "roadmap",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="roadmaps.roadmap",
                        verbose_name="roadmap",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of an article",
                "verbose_name_plural": "steps of articles",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "roadmap", "step_key"), name="articles_articlestep_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("description", core.fields.LineField(max_length=300, verbose_name="what one sees")),
                ("width", models.PositiveIntegerField(verbose_name="width")),
                ("height", models.PositiveIntegerField(verbose_name="height")),
                (
                    "files",
                    models.JSONField(default=list, help_text="The names of its files.", verbose_name="files"),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="articles.author",
                        verbose_name="author",
                    ),
                ),
            ],
            options={
                "verbose_name": "picture",
                "verbose_name_plural": "pictures",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("description", ""), _negated=True),
                        name="articles_picture_has_description",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__isnull", True), ("series__isnull", False), _connector="OR"),
                name="articles_article_place_needs_series",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                fields=("series", "position"), name="articles_article_place_in_series_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("publish_at__isnull", True), ("revision_to_publish__isnull", True)),
                    models.Q(("publish_at__isnull", False), ("revision_to_publish__isnull", False)),
                    _connector="OR",
                ),
                name="articles_article_scheduled_has_text",
            ),
        ),
    ]

"""Articles from files: looked at first, then drafts; and what is refused, by name."""

import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from articles.exports import write_archive
from articles.imports import LARGEST_FILE, Document, FileRefused, Understood, understand_file
from articles.models import Article, ArticleImport, Author, Picture
from articles.operations import (
    FileNotUnderstood,
    NothingChosen,
    accept_article_file,
    add_picture,
    arrange_article,
    delete_old_article_files,
    discard_article_file,
    read_article_file,
)
from markup.rendering import render
from tests.articles import builders
from tests.articles.files import MEDIUM, SUBSTACK, make_ghost, make_png, make_zip
from tests.roadmaps import builders as roads

Browser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def understood(name: str, data: bytes | str) -> Understood:
    return understand_file(name=name, data=data if isinstance(data, bytes) else data.encode())


def only(found: Understood) -> Document:
    [document] = found.documents
    return document


def lost(found: Understood) -> dict[str, int]:
    return {loss.kind: loss.count for loss in found.losses}


class TestMarkdown:
    def test_the_facts_at_the_head_are_taken(self) -> None:
        text = (
            "---\ntitle: 'Trees: a walk'\ndescription: Short.\ntags: [Trees, Models]\nslug: trees\n"
            "date: 2024-01-02\nlayout: post\n---\n\nText.\n"
        )
        found = understood("x.md", text)
        document = only(found)
        assert (document.title, document.summary, document.slug) == ("Trees: a walk", "Short.", "trees")
        assert (document.topics, document.source) == (["Trees", "Models"], "Text.\n")
        assert lost(found) == {"dates_dropped": 1, "facts_dropped": 1}

    def test_a_title_is_the_first_heading_or_the_name_of_the_file(self) -> None:
        assert only(understood("x.md", "# A walk #\n\nText.")).title == "A walk"
        found = understood("a-long-walk.md", "Text.")
        assert (only(found).title, lost(found)) == ("A long walk", {"titles_made": 1})

    def test_a_line_of_hyphens_is_no_head(self) -> None:
        assert only(understood("x.md", "Text.\n\n---\n\nMore.")).source == "Text.\n\n---\n\nMore.\n"

    @pytest.mark.parametrize("head", ["a: [", "- a\n- b", "'just words'", "a: !!python/object:os.system x"])
    def test_a_head_that_can_not_be_read_costs_no_text(self, head: str) -> None:
        assert "Text." in only(understood("x.md", f"---\n{head}\n---\nText.")).source

    def test_pictures_of_the_archive_are_found(self) -> None:
        text = '# A\n\n![A plot](img/p.png "Words")\n\n![](../a%20b.png)\n\n![Gone](no.png) ![E](https://e.example/x.png)'
        found = understood(
            "x.zip", make_zip({"posts/a.md": text, "posts/img/p.png": make_png(), "a b.png": make_png()})
        )
        assert [(each.path, each.description) for each in only(found).pictures] == [
            ("posts/img/p.png", "A plot"),
            ("a b.png", "A b"),
        ]
        assert lost(found) == {"pictures_elsewhere": 1, "pictures_missing": 1, "pictures_named": 1}
        assert "Gone ![E](https://e.example/x.png)" in only(found).source

    def test_topics_that_can_be_none_are_left_out(self) -> None:
        found = understood(
            "x.md", f"---\ntags: [{', '.join('abcdefghij')}, '!', {'x' * 51}]\n---\n# A\n\nText."
        )
        assert only(found).topics == list("abcdefgh")
        assert lost(found)["topics_dropped"] == 4

    def test_empty_and_endless_texts_are_left_out(self) -> None:
        found = understood(
            "x.zip", make_zip({"a.md": "# A", "b.md": f"# B\n\n{'x' * 100_001}", "c.md": "# C\n\nText."})
        )
        assert only(found).title == "C"
        assert lost(found) == {"empty_dropped": 1, "too_long": 1}


class TestSites:
    def test_ghost(self) -> None:
        posts = (
            {
                "title": "A quiet model",
                "slug": "quiet",
                "custom_excerpt": "Short.",
                "html": '<p>Some <em>words</em>.</p><img src="__GHOST_URL__/content/x.png" alt="Seen">',
                "published_at": "2024-01-02",
            },
            {"title": "About", "type": "page", "html": "<p>Me</p>"},
            {"title": "Empty", "html": None},
        )
        found = understood("ghost.json", make_ghost(*posts))
        document = only(found)
        assert (found.format, document.title, document.slug) == ("ghost", "A quiet model", "quiet")
        assert (document.summary, document.topics) == ("Short.", ["Trees"])
        assert document.source == "Some *words*.\n\nSeen\n"
        expected = {"dates_dropped": 1, "others_dropped": 1, "pictures_missing": 1, "empty_dropped": 1}
        assert lost(found) == expected

    def test_substack(self) -> None:
        found = understood("export.zip", make_zip(SUBSTACK))
        document = only(found)
        assert (found.format, document.title, document.summary) == ("substack", "Quiet, models", "A subtitle")
        assert document.slug == "quiet-models"
        assert "### First" in document.source
        assert "![A plot](https://cdn.example/x.png" in document.source
        assert "$5 and $6" in render(document.source).plain
        expected = {"dates_dropped": 1, "pictures_elsewhere": 1, "embeds_dropped": 1, "others_dropped": 1}
        assert lost(found) == expected

    def test_medium(self) -> None:
        found = understood("medium.zip", make_zip(MEDIUM))
        document = only(found)
        assert (found.format, document.title, document.summary) == ("medium", "A quiet model", "In short")
        assert document.source == "Some **words**.\n\n```python\nx = 1\n```\n"
        assert lost(found) == {"dates_dropped": 1}


class TestHostileFiles:
    def refused(self, name: str, data: bytes) -> str:
        with pytest.raises(FileRefused) as refusal:
            understand_file(name=name, data=data)
        assert str(refusal.value)
        return refusal.value.code

    def test_too_large(self) -> None:
        assert self.refused("x.md", b"x" * (LARGEST_FILE + 1)) == "file_too_large"

    def test_a_bomb_is_not_unpacked(self) -> None:
        bomb = make_zip({f"{number}.md": b"\0" * 10_000_000 for number in range(6)})
        assert len(bomb) < 100_000
        assert self.refused("x.zip", bomb) == "unpacks_too_large"

    def test_a_bomb_that_lies_about_its_size_is_read_no_further(self) -> None:
        honest = make_zip({"a.md": b"x" * 1_000_000})
        lying = honest.replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
        assert lying != honest
        assert self.refused("x.zip", lying) == "broken_archive"

    @pytest.mark.parametrize("name", ["../x.md", "a/../../x.md", "/etc/x.md", "C:/x.md", "a\\..\\x.md"])
    def test_a_way_out_of_the_archive(self, name: str) -> None:
        assert self.refused("x.zip", make_zip({name: "# A"})) == "unsafe_path"

    def test_a_link_in_the_archive(self) -> None:
        made = BytesIO()
        with ZipFile(made, "w") as archive:
            info = ZipInfo("x.md")
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, "/etc/passwd")
        assert self.refused("x.zip", made.getvalue()) == "unsafe_path"

    def test_too_many_files(self) -> None:
        assert self.refused("x.zip", make_zip({f"{n}.md": "x" for n in range(2_001)})) == "too_many_files"

    def test_too_many_pictures(self) -> None:
        text = "# A\n\n" + "\n\n".join(f"![P](p{n}.png)" for n in range(51))
        pictures = {f"p{n}.png": b"" for n in range(51)}
        assert self.refused("x.zip", make_zip({"a.md": text, **pictures})) == "too_many_pictures"

    def test_a_broken_archive(self) -> None:
        assert self.refused("x.zip", make_zip({"a.md": "# A"})[:-30]) == "broken_archive"

    def test_aliases_that_grow(self) -> None:
        head = "a: &a [x, x]\nb: &b [*a, *a]\n"
        assert self.refused("x.md", f"---\n{head}---\nText.".encode()) == "unreadable"

    @pytest.mark.parametrize("opening", ["<ul><li>", "<blockquote>", "<div>", "<table><tr><td>"])
    def test_elements_inside_each_other_without_end(self, opening: str) -> None:
        post = {"title": "A", "html": opening * 30_000}
        assert self.refused("x.json", make_ghost(post)) == "unreadable"

    @pytest.mark.parametrize(
        ("name", "data", "code"),
        [
            ("x.json", b'{"db": []}', "nothing_found"),
            ("x.json", b'{"db": [{"data": {"posts": 7}}]}', "nothing_found"),
            ("x.json", b"{", "unreadable"),
            ("x.md", b"\xff\xfe\x00", "not_text"),
            ("x.md", b"", "nothing_found"),
            ("x.zip", make_zip({"x.png": b""}), "nothing_found"),
        ],
        ids=["no data", "no list", "half a file", "not UTF-8", "empty", "only a picture"],
    )
    def test_what_is_no_article(self, name: str, data: bytes, code: str) -> None:
        assert self.refused(name, data) == code

    def test_nothing_that_runs_gets_into_a_page(self) -> None:
        evil = (
            '<p onclick="a()">Text <a href="javascript:alert(1)">one</a> <a href="data:text/html,x">two</a>'
            '<img src="javascript:alert(1)" alt="Seen" onerror="a()"><script>alert(1)</script>'
            "&lt;script&gt;alert(2)&lt;/script&gt;</p><svg><script>alert(3)</script></svg>"
        )
        found = understood("x.json", make_ghost({"title": "<script>alert(4)</script>", "html": evil}))
        html = render(only(found).source).html
        assert "<script" not in html
        assert "javascript:" not in html
        assert "onclick" not in html
        assert lost(found)["links_dropped"] == 2

    def test_an_entity_of_a_file_is_not_read(self) -> None:
        page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + MEDIUM[
            "posts/2024-01-02_A-quiet-model-abc.html"
        ].removeprefix("<!DOCTYPE html>").replace("Some", "&x;Some")
        source = only(understood("x.zip", make_zip({"posts/a.html": page}))).source
        assert Path("/etc/hostname").read_text(encoding="utf-8").strip() not in source


@pytest.mark.django_db
class TestDrafts:
    def bring(self, author: Author, data: bytes, *, now: datetime, name: str = "x.zip") -> ArticleImport:
        return read_article_file(author=author, name=name, data=data, now=now)

    def show_picture(self, article: Article, now: datetime) -> None:
        """An article whose draft ends with a picture of its author's."""
        png = make_png()
        picture = add_picture(
            author=article.author, upload=BytesIO(png), size=len(png), description="Teal", now=now
        )
        article.draft.source = f"{builders.TEXT}\n{picture.markdown}\n"
        article.draft.save()

    def test_nothing_is_made_before_its_author_says_so(self, author: Author, now: datetime) -> None:
        self.bring(author, make_zip({"a.md": "# A\n\n![P](p.png)", "p.png": make_png()}), now=now)
        assert not Article.objects.exists()
        assert not Picture.objects.exists()

    def test_the_chosen_ones_become_drafts_with_pictures_topics_and_steps(
        self, author: Author, now: datetime, django_capture_on_commit_callbacks: Callable[..., object]
    ) -> None:
        roads.published(roads.step("graddesc"))
        head = "---\ntitle: A\nslug: calm\ntags: [Trees]\nsteps: [walking/graddesc, walking/none]\n---\n"
        files: dict[str, str | bytes] = {
            "a.md": f"{head}![P](p.png)",
            "b.md": "# B\n\nText.",
            "p.png": make_png(),
        }
        file = self.bring(author, make_zip(files), now=now)
        assert [(loss.kind, loss.count) for loss in file.losses] == [("steps_dropped", 1)]
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            [article] = accept_article_file(file=file, chosen=[0], now=now)
        picture = Picture.objects.get()
        assert (article.slug, article.is_published) == ("calm", False)
        assert article.draft.source.strip() == picture.markdown
        assert [tag.name for tag in article.tags.all()] == ["Trees"]
        assert [link.step_key for link in article.step_links.all()] == ["graddesc"]
        assert not ArticleImport.objects.exists()
        assert not default_storage.exists(file.stored_as)

    def test_an_address_that_is_taken_is_not_taken_away(
        self, author: Author, article: Article, now: datetime
    ) -> None:
        text = b"---\ntitle: Another\nslug: a-quiet-model\n---\nText."
        [made] = accept_article_file(file=self.bring(author, text, now=now, name="x.md"), chosen=[0], now=now)
        assert made.slug == "another"

    def test_a_picture_that_is_none_leaves_nothing_half_done(self, author: Author, now: datetime) -> None:
        files: dict[str, str | bytes] = {
            "a.md": "# A\n\nText.",
            "b.md": "# B\n\n![P](p.png)",
            "p.png": b"no picture",
        }
        file = self.bring(author, make_zip(files), now=now)
        with pytest.raises(Exception, match="not a picture"):
            accept_article_file(file=file, chosen=[0, 1], now=now)
        assert not Article.objects.exists()
        assert ArticleImport.objects.filter(pk=file.pk).exists()

    def test_nothing_chosen_is_refused(self, author: Author, now: datetime) -> None:
        file = self.bring(author, b"# A\n\nText.", now=now, name="x.md")
        with pytest.raises(NothingChosen):
            accept_article_file(file=file, chosen=[7], now=now)

    def test_a_refusal_names_its_reason(self, author: Author, now: datetime) -> None:
        with pytest.raises(FileNotUnderstood) as refusal:
            self.bring(author, b"", now=now)
        assert refusal.value.data == {"reason": "nothing_found"}

    def test_five_wait_for_a_day(self, author: Author, now: datetime) -> None:
        for number in range(7):
            self.bring(author, b"# A\n\nText.", now=now + timedelta(minutes=number), name=f"{number}.md")
        assert sorted(file.file_name for file in ArticleImport.objects.all()) == [
            f"{n}.md" for n in range(2, 7)
        ]
        assert delete_old_article_files(now=now + timedelta(days=1, minutes=4)) == 2
        assert ArticleImport.objects.count() == 3

    def test_what_is_thrown_away_leaves_no_file(
        self, author: Author, now: datetime, django_capture_on_commit_callbacks: Callable[..., object]
    ) -> None:
        file = self.bring(author, make_zip({"a.md": "# A\n\n![P](p.png)", "p.png": make_png()}), now=now)
        assert default_storage.exists(file.stored_as)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            discard_article_file(file=file)
        assert not default_storage.exists(file.stored_as)

    def test_what_is_exported_can_be_imported_again(
        self, author: Author, article: Article, now: datetime
    ) -> None:
        roadmap = roads.published(roads.step("graddesc")).roadmap
        self.show_picture(article, now)
        arrange_article(
            article=article,
            slug="calm",
            tags=["Trees"],
            series=None,
            position=None,
            steps=[(roadmap, "graddesc")],
        )
        with write_archive(author) as file:
            data = file.read()
        Article.objects.all().delete()
        Picture.objects.all().delete()
        found = self.bring(author, data, now=now)
        [made] = accept_article_file(file=found, chosen=[0], now=now)
        picture = Picture.objects.get()
        assert picture.description == "Teal"
        assert (made.draft.title, made.slug, made.draft.source) == (
            "A quiet model",
            "calm",
            f"{builders.TEXT}\n{picture.markdown}\n",
        )
        assert [tag.name for tag in made.tags.all()] == ["Trees"]
        assert [link.step_key for link in made.step_links.all()] == ["graddesc"]


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def writer(self, signed_in: Browser, author: Author) -> Client:
        return signed_in(author.user)

    def test_from_a_file_to_drafts(self, writer: Client) -> None:
        data = make_zip({"a.md": "# <b>A</b>\n\nText.", "b.md": "# B\n\n![P](https://x.example/p.png)"})
        answer = writer.post("/writing/import/", {"file": SimpleUploadedFile("x.zip", data)})
        page = writer.get(answer["Location"]).content.decode()
        assert "&lt;b&gt;A&lt;/b&gt;" in page
        assert "Pictures that are on another site become links" in page
        done = writer.post(answer["Location"], {"documents": ["1"]}, follow=True).content.decode()
        assert "1 draft is yours" in done
        assert Article.objects.get().title == "B"

    def test_what_can_not_be_read_is_said_at_the_field(self, writer: Client) -> None:
        answer = writer.post("/writing/import/", {"file": SimpleUploadedFile("x.zip", b"PK\x03\x04no")})
        assert answer.status_code == 422
        assert "broken or locked" in answer.content.decode()

    def test_it_can_be_thrown_away(self, writer: Client) -> None:
        answer = writer.post("/writing/import/", {"file": SimpleUploadedFile("x.md", b"# A\n\nText.")})
        writer.post(f"{answer['Location']}removal/")
        assert not ArticleImport.objects.exists()

    def test_it_is_nobody_elses(self, writer: Client, signed_in: Browser, learner: User) -> None:
        answer = writer.post("/writing/import/", {"file": SimpleUploadedFile("x.md", b"# A\n\nText.")})
        other = signed_in(learner)
        assert other.get(answer["Location"]).status_code == 404
        assert other.get("/writing/import/").status_code == 404
        assert other.post("/writing/export/").status_code == 404

    def test_everything_is_downloaded(self, writer: Client, article: Article) -> None:
        answer = writer.post("/writing/export/")
        data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert answer["Content-Disposition"].startswith("attachment")
        with ZipFile(BytesIO(data)) as archive:
            assert archive.namelist() == ["a-quiet-model.md"]
            assert archive.read("a-quiet-model.md").decode().startswith("---\ntitle: A quiet model\n")

    def test_programs_do_the_same(self, writer: Client, article: Article) -> None:
        sent = {"file": SimpleUploadedFile("x.md", b"# New\n\nText.")}
        begun = writer.post("/api/v1/article-imports/", sent)
        assert begun.status_code == 201
        assert begun.json()["documents"][0]["title"] == "New"
        address = f"/api/v1/article-imports/{begun.json()['id']}/"
        assert writer.get(address).json() == begun.json()
        made = writer.post(f"{address}drafts/", {"documents": [0]}, "application/json")
        assert (made.status_code, made.json()[0]["title"]) == (201, "New")
        assert writer.get(address).status_code == 404
        refused = writer.post("/api/v1/article-imports/", {"file": SimpleUploadedFile("x.md", b"")})
        assert (refused.status_code, refused.json()["data"]) == (409, {"reason": "nothing_found"})
        again = writer.post("/api/v1/article-imports/", {"file": SimpleUploadedFile("y.md", b"# A\n\nText.")})
        assert writer.delete(f"/api/v1/article-imports/{again.json()['id']}/").status_code == 204
        archive = writer.get("/api/v1/drafts/archive/")
        with ZipFile(BytesIO(b"".join(archive.streaming_content))) as files:  # type: ignore[attr-defined]
            assert sorted(files.namelist()) == ["a-quiet-model.md", "new.md"]

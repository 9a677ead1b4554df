"""Rendering what an author means to write."""

import re

import pytest

from markup.rendering import Heading, Medium, find_passage, make_links_absolute, render, strip_controls


def html(source: str) -> str:
    return render(source).html


def test_headings_get_anchors_and_make_the_contents() -> None:
    rendered = render("# One\n\n## Two *words*\n\n### Three\n\n#### Four")
    assert rendered.contents == [
        Heading(2, "h-one", "One"),
        Heading(2, "h-two-words", "Two words"),
        Heading(3, "h-three", "Three"),
    ]
    assert '<h2 id="h-one">One</h2>' in rendered.html


def test_equal_headings_get_different_anchors() -> None:
    assert [heading.anchor for heading in render("## A\n\n## A").contents] == ["h-a", "h-a-1"]


def test_an_anchor_cannot_be_an_id_of_the_page_around_it() -> None:
    assert 'id="main"' not in html("## Main")


def test_code_is_coloured_by_classes() -> None:
    assert '<span class="k">return</span>' in html("```python\nreturn 1\n```")


def test_a_listing_can_name_its_file() -> None:
    assert "<figcaption>a.py</figcaption>" in html('```python title="a.py"\n1\n```')


def test_an_unknown_language_is_shown_plain() -> None:
    assert "<code>x &lt; y\n</code>" in html("```klingon\nx < y\n```")


def test_formulas_become_mathml_with_their_source_beside_them() -> None:
    page = html("Let $x^2$ be.")
    assert '<math display="inline" alttext="x^2">' in page
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in page


@pytest.mark.parametrize(
    "latex",
    [r"\frac", r"\left(", "a_b_c", "{", r"\begin{x}", "{" * 200, "x" * 3_000, r"\newcommand{\a}{x}\a"],
)
def test_a_formula_that_cannot_be_read_shows_its_source(latex: str) -> None:
    assert '<code class="formula">' in html(f"$$\n{latex}\n$$")


def test_money_is_not_maths() -> None:
    assert "<math" not in html("It costs $5, or $6 with tea.")


def test_quotes_are_typographic_in_prose_and_plain_in_code() -> None:
    assert html('"It\'s" `"x"`') == '<p>“It’s” <code>"x"</code></p>\n'  # noqa: RUF001


def test_tables_scroll_in_a_named_region_and_align_by_class() -> None:
    page = html("| a | b |\n|--:|:-:|\n| 1 | 2 |")
    assert 'role="region" aria-label="Table 1" tabindex="0"' in page
    assert '<td class="end">1</td>' in page
    assert "style=" not in page


def test_footnotes_lead_there_and_back() -> None:
    page = html("Text[^a] and again[^a].\n\n[^a]: Note.")
    assert page.count('href="#fn1"') == 2
    assert 'id="fnref1"' in page
    assert 'href="#fnref1-1"' in page


def test_task_lists_have_no_inputs() -> None:
    page = html("- [x] written\n- [ ] sent")
    assert "<input" not in page
    assert 'aria-label="done">☑</span> written' in page


def test_our_own_pictures_are_shown_and_those_of_others_are_links() -> None:
    assert '<img src="/media/a.png" alt="A plot" loading="lazy">' in html("![A plot](/media/a.png)")
    assert html("![A plot](https://example.com/a.png)") == (
        '<p><a href="https://example.com/a.png">A plot</a></p>\n'
    )


def test_a_mail_has_words_for_formulas_and_whole_addresses() -> None:
    source = "See [the road](/roadmaps/) and $w - \\eta g$.\n\n```python\nreturn 1\n```"
    mail = render(source, medium=Medium.MAIL, base_url="https://longroad.example/articles/x/").html
    assert 'href="https://longroad.example/roadmaps/"' in mail
    assert "<em>w − ηg</em>" in mail  # noqa: RUF001
    assert "<span" not in mail
    assert "<math" not in mail


def test_a_feed_has_whole_addresses() -> None:
    page = html('[a](/roadmaps/) [b](#h-x) `href="/y"`')
    whole = make_links_absolute(page, "https://longroad.example/articles/x/")
    assert 'href="https://longroad.example/roadmaps/"' in whole
    assert 'href="https://longroad.example/articles/x/#h-x"' in whole
    assert 'href="/y"' in whole  # in the code, where it is text


def test_making_addresses_whole_changes_nothing_else() -> None:
    page = html("## A\n\n$x$ `code`\n\n| a |\n|---|\n| b |\n\n- [ ] c\n\nd[^1]\n\n[^1]: e")
    assert make_links_absolute(page, "") == page


def test_reading_takes_a_minute_at_least_and_grows_with_the_text() -> None:
    assert render("").reading_minutes == 1
    assert render("word " * 1_150).reading_minutes == 5
    assert render("```\n" + "x\n" * 100 + "```").reading_minutes == 5


def test_the_excerpt_is_the_first_paragraph_cut_between_words() -> None:
    assert render("# Title\n\nFirst *one*, $x$.\n\nSecond.").excerpt == "First one, x."
    long = render("word " * 100).excerpt
    assert len(long) <= 201
    assert long.endswith("word…")


def test_the_plain_text_is_what_one_would_search_for() -> None:
    assert (
        render("## A title\n\nSome `code` and **bold** words.").plain == "A title\nSome code and bold words."
    )


def test_control_characters_are_taken_out() -> None:
    assert strip_controls("a\x00b\x0bc\x1b[0m\ue000d\r\ne\tf") == "abc[0md\ne\tf"


def test_listings_can_be_searched_by_their_names() -> None:
    rendered = render("Text.\n\n```python\nrng = np.random.default_rng(7)\n```\n")
    assert rendered.listings == "rng np random default_rng 7"
    assert rendered.plain == "Text."


class TestPassages:
    def test_each_paragraph_has_an_address_made_of_its_words(self) -> None:
        before = render("One $x$.\n\nTwo.", has_passages=True)
        after = render("New.\n\nTwo.\n\nOne $x$.", has_passages=True)
        ids = re.findall(r'<p id="(p-[0-9a-f]{10})">', before.html)
        assert [find_passage(before.plain, anchor) for anchor in ids] == ["One x.", "Two."]
        assert re.findall(r'<p id="([^"]*)">', after.html)[1:] == ids[::-1]

    def test_of_two_that_say_the_same_the_first_has_it(self) -> None:
        html = render("Same.\n\nSame.", has_passages=True).html
        assert (html.count("<p id="), html.count("<p>")) == (1, 1)

    def test_what_is_no_paragraph_of_the_text_has_none(self) -> None:
        source = '- A point\n\n> Quoted.\n\n![Seen](/pictures/x.webp "Words")\n\n`x`[^a]\n\n[^a]: Note.\n'
        assert render(source, has_passages=True).html.count('id="p-') == 1

    def test_an_address_that_leads_nowhere_finds_nothing(self) -> None:
        assert find_passage("One.\nTwo.", "p-0000000000") == ""

    def test_other_media_have_none(self) -> None:
        assert "id=" not in render("One.").html

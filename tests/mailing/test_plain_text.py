"""The text part of a mail."""

from mailing.mime import plain_text


def test_a_listing_keeps_its_lines() -> None:
    listing = "<pre tabindex='0'><code><span>def</span> f(x):\n    return x\n\nf(1 &lt; 2)\n</code></pre>"
    text = plain_text(f"<p>A</p>{listing}<p>B</p>")
    assert "def f(x):\n    return x\n\nf(1 < 2)\n" in text
    assert text.startswith("A\n")
    assert text.endswith("B\n")


def test_what_is_not_displayed_is_not_said_and_words_about_styles_are() -> None:
    html = '<p style="color: red; display: none">A</p><p style="margin: 0">B, style="color: red"</p>'
    assert plain_text(html) == 'B, style="color: red"\n'

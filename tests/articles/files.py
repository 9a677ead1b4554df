"""Files as other sites export them, made here."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image


def make_zip(files: Mapping[str, str | bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def make_png() -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(made, "PNG")
    return made.getvalue()


def make_ghost(*posts: Mapping[str, Any]) -> bytes:
    data = {
        "posts": [{"id": str(place), "type": "post", **post} for place, post in enumerate(posts)],
        "tags": [{"id": "t", "name": "Trees"}],
        "posts_tags": [{"post_id": "0", "tag_id": "t"}],
    }
    return json.dumps({"db": [{"meta": {}, "data": data}]}).encode()


SUBSTACK = {
    "posts.csv": (
        "post_id,post_date,is_published,type,title,subtitle\n"
        '11.quiet-models,2024-01-02,true,newsletter,"Quiet, models","A subtitle"\n'
        "12.a-thread,2024-01-03,true,thread,A thread,\n"
    ),
    "posts/11.quiet-models.html": (
        "<h3>First</h3><p>It costs $5 and $6.</p>"
        '<figure><img src="https://cdn.example/x.png"><figcaption>A plot</figcaption></figure>'
        '<iframe src="https://video.example/1"></iframe>'
    ),
}
MEDIUM = {
    "posts/2024-01-02_A-quiet-model-abc.html": (
        "<!DOCTYPE html><html><head><title>A quiet model</title></head><body><article class='h-entry'>"
        '<section data-field="subtitle" class="p-summary">In short</section>'
        '<section data-field="body" class="e-content"><div><h3>A quiet model</h3><p>Some <b>words</b>.</p>'
        '<pre><code class="language-python">x = 1</code></pre></div></section>'
        '<footer><time class="dt-published">2024</time></footer></article></body></html>'
    ),
    "profile/profile.html": "<html><body>Me</body></html>",
}

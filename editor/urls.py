"""Addresses of the editor. Roadmaps of one's own have slugs that cannot be guessed, so `new` is none."""

from django.urls import path, re_path

from editor.views import drafts, exports, imports, own_roadmaps, publication

app_name = "editor"
OWN = "own-roadmaps/<slug:slug>"
PART = r"^own-roadmaps/(?P<slug>[-\w]+)/(?P<kind>stage|milestone|gate|step|track|specialism)s/(?P<key>[-\w]+)"

urlpatterns = [
    path("own-roadmaps/", own_roadmaps.own_roadmaps, name="own_roadmaps"),
    path("own-roadmaps/new/", own_roadmaps.new_roadmap, name="new_roadmap"),
    path("own-roadmaps/import/", imports.import_file, name="import"),
    path("own-roadmaps/imports/<uuid:pk>/", imports.import_preview, name="import_preview"),
    path("own-roadmaps/imports/<uuid:pk>/removal/", imports.import_removal, name="import_removal"),
    path("roadmaps/<slug:slug>/export/", exports.exports, name="exports"),
    path("roadmaps/<slug:slug>/export/<slug:name>/", exports.export, name="export"),
    path("roadmaps/<slug:slug>/copy/", own_roadmaps.copy, name="copy"),
    path(f"{OWN}/", drafts.draft, name="draft"),
    path(f"{OWN}/about/", drafts.about, name="about"),
    path(f"{OWN}/export/<slug:name>/", exports.draft_export, name="draft_export"),
    path(f"{OWN}/moves/", drafts.moves, name="moves"),
    path(f"{OWN}/additions/", drafts.additions, name="additions"),
    path(f"{OWN}/undo/", drafts.undo, name="undo"),
    path(f"{OWN}/redo/", drafts.redo, name="redo"),
    path(f"{OWN}/discarding/", drafts.discarding, name="discarding"),
    path(f"{OWN}/publication/", publication.publication, name="publication"),
    path(f"{OWN}/sharing/", own_roadmaps.sharing, name="sharing"),
    path(f"{OWN}/deletion/", own_roadmaps.deletion, name="deletion"),
    re_path(rf"{PART}/$", drafts.part, name="part"),
    re_path(rf"{PART}/removal/$", drafts.removal, name="removal"),
]

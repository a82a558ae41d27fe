"""The applicant's addresses below /my/; they stand before those of every case."""

from django.urls import path

from declarations.views import lists, papers

urlpatterns = [
    path("my/declarations/", lists.declarations, name="my_declarations"),
    path("my/drafts/<int:pk>/paper/", papers.paper, name="my_declaration_paper"),
    path("my/drafts/<int:pk>/paper/preview.pdf", papers.preview, name="my_declaration_paper_preview"),
    path("my/drafts/<int:pk>/paper/export/", papers.export, name="my_declaration_paper_export"),
    path("my/drafts/<int:pk>/paper/tie/", papers.tie, name="my_declaration_paper_tie"),
    path("my/drafts/<int:pk>/paper/<int:number>.pdf", papers.version, name="my_declaration_paper_version"),
]

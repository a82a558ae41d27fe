from django.urls import path

from casework.my import beginning, binned, choosing, filling, sheet_pages, views

urlpatterns = [
    path("", views.case_list, name="my_cases"),
    path("session/", views.longer, name="my_session"),
    path("begin/<slug:kind>/", beginning.begin, name="my_begin"),
    path("drafts/deleted/", binned.deleted_drafts, name="my_deleted_drafts"),
    path("drafts/<int:pk>/restore/", binned.restore, name="my_draft_restore"),
    path("drafts/<int:pk>/", filling.tasks, name="my_draft"),
    path("drafts/<int:pk>/files/", filling.files, name="my_files"),
    path("drafts/<int:pk>/check/", filling.check, name="my_check"),
    path("drafts/<int:pk>/delete/", filling.delete, name="my_draft_delete"),
    path("drafts/<int:pk>/sections/<slug:name>/", filling.section, name="my_section"),
    path("drafts/<int:pk>/sections/<slug:name>/here/", filling.here, name="my_section_here"),
    path("drafts/<int:pk>/sections/<slug:name>/rows.xlsx", sheet_pages.export, name="my_rows_export"),
    path("drafts/<int:pk>/sections/<slug:name>/import/", sheet_pages.take_in, name="my_rows_import"),
    path("drafts/<int:pk>/sections/<slug:name>/choose/", choosing.choose, name="my_rows_choose"),
    path("<slug:number>/", views.case_page, name="my_case"),
    path("<slug:number>/receipt/", views.receipt, name="my_receipt"),
    path("<slug:number>/receipt/<int:position>/", views.receipt, name="my_receipt"),
    path("<slug:number>/receipt/<int:position>.pdf", views.receipt_pdf, name="my_receipt_pdf"),
    path("<slug:number>/papers/<slug:paper>.pdf", views.paper, name="my_paper"),
    path("<slug:number>/<slug:action>/", views.step, name="my_step"),
]

"""In the admin: a new page from a Word file, below a column."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from wagtail.models import Page

from accounts.models import User
from content.docx import Article, NotAWordFile, read_docx
from content.pages import ArticlePage
from content.slugs import free_slug
from library.services import add_picture
from library.uploads import check_content

LARGEST = 20 * 1024**2  # bytes


def article_types(parent: Page) -> list[type[ArticlePage]]:
    """The page types with a body that may be made below parent; parent is specific."""
    return [each for each in type(parent).creatable_subpage_models() if issubclass(each, ArticlePage)]


class DocxForm(forms.Form):
    """Which file, and what it is to become."""

    kind = forms.ChoiceField(label="建成")
    file = forms.FileField(label="Word 文件（DOCX）", widget=forms.FileInput(attrs={"accept": ".docx"}))

    def __init__(self, *args, types: list[type[ArticlePage]], user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["kind"].choices = [(each._meta.model_name, each._meta.verbose_name) for each in types]

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".docx"):
            raise forms.ValidationError("只能用 DOCX 文件。旧版的 DOC 或 WPS 文件请先另存为 DOCX。")
        if file.size > LARGEST:
            raise forms.ValidationError("文件超过 20 MB。请压缩其中的图片，或者分成几个文件。")
        check_content(file, file.name)
        return file

    def read(self) -> Article:
        """The article in the file, its pictures put into the library. Raises NotAWordFile."""
        return read_docx(self.cleaned_data["file"].read(), self._add_picture)

    def _add_picture(self, content: bytes, alt: str) -> object | None:
        added = add_picture(content, alt, user=self.user)
        return added[0] if added else None


def new_page(request: HttpRequest, parent_id: int) -> HttpResponse:
    """Shows the form; makes the draft and leads to its editor."""
    parent = get_object_or_404(Page, pk=parent_id).specific
    types = article_types(parent)
    if not types or not parent.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    form = DocxForm(request.POST or None, request.FILES or None, types=types, user=request.user)
    if request.method == "POST" and form.is_valid():
        page_class = next(each for each in types if each._meta.model_name == form.cleaned_data["kind"])
        try:
            page, problems = make_draft(parent, page_class, form, request.user)
        except NotAWordFile as error:
            form.add_error("file", str(error))
        else:
            for problem in problems:
                messages.warning(request, problem)
            messages.success(request, f"已从 Word 文件新建草稿《{page.title}》，请核对标题、正文和其他信息。")
            return redirect("wagtailadmin_pages:edit", page.pk)
    return render(request, "content/admin/from_docx.html", {"form": form, "parent": parent})


@transaction.atomic
def make_draft(
    parent: Page, page_class: type[ArticlePage], form: DocxForm, user: User
) -> tuple[ArticlePage, list[str]]:
    """The draft below parent, and what of the file was left out. Raises NotAWordFile."""
    article = form.read()
    title = (article.title or form.cleaned_data["file"].name.rpartition(".")[0])[:255]
    page = page_class(title=title, slug=free_slug(title, parent), live=False, owner=user, body=article.blocks)
    parent.add_child(instance=page)
    page.save_revision(user=user, log_action=True)
    return page, article.problems

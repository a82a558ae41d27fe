"""The form with which editors upload files."""

from wagtail.documents.forms import BaseDocumentForm

from library.uploads import check_content


class DocumentForm(BaseDocumentForm):
    """Wagtail's form, which takes in only files that are what they say."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data:
            check_content(file, file.name)
        return file

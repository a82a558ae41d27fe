"""What somebody who checks a paper types or sends."""

from django import forms

from content.forms import SiteForm
from paperwork.issuing import codes

MOST_BYTES = 50 * 1024**2


def _typed() -> forms.TextInput:
    """A field for what is copied from a sheet, letter by letter."""
    return forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "autocapitalize": "characters"})


class CodeForm(SiteForm):
    """Number and code as they stand on the paper; blanks, dashes and small letters do no harm."""

    is_kept = False
    number = forms.CharField(
        label="文书编号", max_length=80, widget=_typed(), help_text="印在文书上，例如 SB2026112000001-HZ1。"
    )
    code = forms.CharField(
        label="核验码",
        max_length=40,
        widget=_typed(),
        help_text="二维码旁边的 14 个字符，不分大小写，中间的短横可以不填。",
    )

    def clean_number(self) -> str:
        return codes.tidy_number(self.cleaned_data["number"])

    def clean_code(self) -> str:
        return codes.tidy_code(self.cleaned_data["code"])


class FileForm(SiteForm):
    """The file itself."""

    file = forms.FileField(
        label="文书的 PDF 文件",
        help_text="下载时的原文件，最大 50 MB。文件只用来核验，不会保存。",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
        allow_empty_file=True,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages["required"] = "请选择要核验的 PDF 文件。"

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"文件有 {file.size / 1024**2:.0f} MB，超过了 50 MB，请核对是不是选错了文件。")
        return file

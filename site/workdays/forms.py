"""Uploading the notice of a year."""

from django import forms

from workdays.services import NoticeErrors, read_notice, today


class NoticeForm(forms.Form):
    """The notice as a CSV file, or, to confirm what was previewed, its text once more."""

    year = forms.IntegerField(label="年份", min_value=2004, max_value=2100)
    source = forms.CharField(label="通知文号", max_length=100, help_text="例如：国办发明电〔2025〕7号。")
    file = forms.FileField(
        label="安排（CSV）", required=False, help_text="列名：日期,安排,名称。安排写“放假”或“上班”。"
    )
    text = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20_000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = today().year + 1

    def clean(self) -> dict:
        """Reads the days; every line that is wrong becomes a sentence."""
        cleaned = super().clean()
        upload, text, year = cleaned.get("file"), cleaned.get("text"), cleaned.get("year")
        if not upload and not text:
            self.add_error("file", "请选择一个 CSV 文件。")
        elif upload and upload.size > 100_000:
            self.add_error("file", "文件太大：一年的安排不会超过 100 KB。请检查是不是选错了文件。")
        elif year:
            try:
                cleaned["days"] = read_notice(upload.read() if upload else text.encode(), year)
            except NoticeErrors as errors:
                self.add_error("file", errors.sentences)
        return cleaned

"""The search form. It is sent by GET, and whatever is wrong in it never keeps the rest from being looked for."""

from django import forms
from django.http import QueryDict

from chinese_search import text
from content.forms import SiteForm
from home.search.finding import Wish

EVERYWHERE, IN_TITLE = "", "title"
FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]


class SearchForm(SiteForm):
    """What is looked for, where, and published when."""

    is_kept = False
    q = forms.CharField(
        label="搜索词",
        required=False,
        help_text="标题、内容或发文字号；几个词之间用空格分开。",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    scope = forms.ChoiceField(
        label="搜索范围",
        required=False,
        choices=[(EVERYWHERE, "标题和全文"), (IN_TITLE, "仅标题")],
        widget=forms.Select,
    )
    since = forms.DateField(
        label="发布日期从", required=False, input_formats=FORMATS, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label="到", required=False, input_formats=FORMATS, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, params: QueryDict):
        """params: the query string of the request; characters that no text can hold are taken out."""
        data = {name: params.get(name, "").replace("\x00", "") for name in self.base_fields}
        if data["scope"] not in {EVERYWHERE, IN_TITLE}:
            data["scope"] = EVERYWHERE
        super().__init__(data, auto_id="search-%s")
        for name, words in (("since", "起始日期"), ("until", "截止日期")):
            self.fields[name].error_messages["invalid"] = (
                f"{words}看不懂，这次没有按它筛选。请写成 2024-03-22 这样的日期。"
            )

    def clean(self) -> dict:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "截止日期早于起始日期，这次没有按日期筛选。请把两个日期对调或改正。")
            cleaned["since"] = None
        return cleaned

    @property
    def wish(self) -> Wish:
        """What is to be found, without what was not understood."""
        cleaned = self.cleaned_data
        return Wish(cleaned["q"], cleaned.get("scope") == IN_TITLE, cleaned.get("since"), cleaned.get("until"))

    @property
    def typed(self) -> dict[str, str]:
        """The fields as they were typed, for links that lead back here."""
        return {name: self.data[name] for name in self.fields}

    @property
    def is_too_long(self) -> bool:
        """Whether only the beginning of the words was looked for."""
        words = self.cleaned_data.get("q", "")
        return len(words) > text.MAX_QUERY or len(text.words(words)) == text.MAX_WORDS

"""What the office's steps ask besides words: the approved amount, the experts' result, how long a 公示 lasts."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from casework.attachments.scanner import ScannerDown, VirusFound
from casework.models import Case
from declarations.models import Demonstration, RewardFund
from declarations.services import results
from declarations.services.publicity import DAYS
from library.uploads import check_content

LARGEST = 20 * 1024 * 1024
MOST_FILES = 20
MOST_AMOUNT = Decimal("99999999999.99")


class AmountForm(forms.Form):
    """核定金额 of a reward, in 元; what the rule gives stands there until somebody changes it."""

    approved_amount = forms.DecimalField(
        label="核定金额（元）",
        min_value=0,
        max_value=MOST_AMOUNT,
        max_digits=14,
        decimal_places=2,
        error_messages={"required": results.AMOUNT_MISSING, "min_value": "核定金额不能是负数。"},
    )

    def __init__(self, *args, case: RewardFund, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["approved_amount"]
        field.initial = case.approved_amount if case.approved_amount is not None else case.estimated_amount
        estimate = (
            f"按规则估算 {case.estimated_amount:,} 元。" if case.estimated_amount is not None else "没有估算金额。"
        )
        area = f"奖励面积 {case.reward_area:,} ㎡，" if case.reward_area is not None else ""
        field.help_text = f"{area}{estimate}公示和报送的金额以核定金额为准。"


class SeveralFiles(forms.ClearableFileInput):
    """A field of files that takes several."""

    allow_multiple_selected = True


class OpinionsField(forms.FileField):
    """Scans of signed opinions: PDF, several of them."""

    widget = SeveralFiles(attrs={"accept": ".pdf"})

    def clean(self, data, initial=None) -> list[UploadedFile]:
        found = data if isinstance(data, list | tuple) else [data]
        if len(found) > MOST_FILES:
            raise ValidationError(f"一次最多 {MOST_FILES} 个文件。")
        return [_looked_at(super(OpinionsField, self).clean(each, initial)) for each in found or [None]]


def _looked_at(upload: UploadedFile) -> UploadedFile:
    name = upload.name or ""
    if not name.lower().endswith(".pdf"):
        raise ValidationError(f"“{name}”不是 PDF。请把签字的意见扫描成 PDF 再上传。")
    if upload.size > LARGEST:
        raise ValidationError(f"“{name}”太大，每个文件不能超过 {LARGEST // 1024**2} MB。")
    check_content(upload, name)
    try:
        results.scan(upload)
    except VirusFound as virus:
        raise ValidationError(f"“{name}”查毒发现病毒（{virus}）。") from virus
    except ScannerDown as problem:
        raise ValidationError("查毒服务暂时不可用，请过几分钟再传一次。") from problem
    upload.seek(0)
    return upload


class ExpertsForm(forms.Form):
    """The experts' result as an officer records it, with the signed opinions."""

    held_on = forms.DateField(label="评审日期", widget=forms.DateInput(attrs={"type": "date"}))
    experts = forms.IntegerField(label="专家人数", min_value=1, max_value=99)
    leader = forms.CharField(label="专家组长", max_length=50, required=False)
    opinions = OpinionsField(
        label="签字的评审意见",
        help_text="专家个人意见和专家组意见的扫描件，PDF，可以一次选多个。申请人看不到这些文件。",
        error_messages={"required": results.SIGNED_MISSING},
    )

    def __init__(self, *args, case: Demonstration, **kwargs):
        super().__init__(*args, **kwargs)

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise ValidationError("评审日期不能晚于今天。")
        return day


class DaysForm(forms.Form):
    """For how many working days results are shown."""

    days = forms.IntegerField(
        label="公示天数（工作日）",
        min_value=1,
        max_value=60,
        initial=DAYS,
        help_text="从今天（今天不是工作日的，从下一个工作日）起算，期满由系统撤下。",
    )

    def __init__(self, *args, case: Case | None = None, **kwargs):
        super().__init__(*args, **kwargs)

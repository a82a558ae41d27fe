"""工程主要参与人员 (domain facts §1.3), in the order in which they are to be named."""

from casework.sections import Section, SectionForm
from declarations.forms.fields import Telephone, text


class PersonForm(SectionForm):
    """One person who took part."""

    person = text("姓名", 50, required=True)
    firm = text("单位", required=True)
    title = text("职务/职称", 50)
    speciality = text("专业", 50)
    work = text("承担工作", 200)
    telephone = Telephone(label="电话", help_text="固话或手机。")


PEOPLE = Section("people", "工程主要参与人员", PersonForm, rows=True)

"""Why something about a project was refused: str(error) is a Chinese sentence that says what to do."""


class ProjectRefused(Exception):
    """Any refusal; nothing has changed. field: the name of the form's field that it is about, "" for the whole."""

    def __init__(self, sentence: str, field: str = ""):
        super().__init__(sentence)
        self.field = field


class ProjectExists(ProjectRefused):
    """A project with this number stands in the register already. name: all that is told of it."""

    def __init__(self, name: str, number: str, field: str = ""):
        super().__init__(
            f"证号或者代码“{number}”已经登记在项目“{name}”里。请用它查找这个项目，再以本单位的名义加入，不用另外登记。",
            field,
        )
        self.name = name
        self.number = number


class ProjectChanged(ProjectRefused):
    """Somebody else has saved since the person saw the row."""

    def __init__(self, by: str):
        super().__init__(f"{by}刚才修改了这些内容，您的修改还没有保存。请对照最新的内容，改好后再保存一次。")


class NotParty(ProjectRefused):
    """The person's firms are no party to the project."""

    def __init__(self):
        super().__init__("您代表的单位没有参加这个项目，不能修改。请先用许可证号或者项目代码查找，以本单位的名义加入。")

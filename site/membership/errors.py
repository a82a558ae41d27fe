"""Why something about an organisation was not done. str(error) is a Chinese sentence; nothing has changed."""


class MembershipRefused(Exception):
    """Any refusal."""


class NotAdministrator(MembershipRefused):
    """Only administrators of the organisation do this."""

    def __init__(self):
        super().__init__("只有本单位的管理员可以管理经办人。")


class LastAdministrator(MembershipRefused):
    """An organisation whose people stay needs somebody who looks after them."""

    def __init__(self):
        super().__init__(
            "您是这个单位唯一的管理员，单位还有其他成员，所以不能退出。请先移除其他成员，或者联系我们更换管理员。"
        )


class InvitationOver(MembershipRefused):
    """The invitation was answered, taken back, or is too old."""

    def __init__(self):
        super().__init__("这份邀请已经处理过，或者已经过期。需要时请管理员重新邀请。")

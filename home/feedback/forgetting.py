"""What becomes of a reader's message when the time for keeping personal data is over."""

FORGOTTEN = "（内容已依规清除）"


def forget(feedback) -> None:
    """Takes out the words of the reader and how to reach him; what stays is that there was a message, and its course."""
    feedback.title = feedback.text = FORGOTTEN
    feedback.contact = feedback.page_url = ""

"""The heartbeat on the admin's first page, for those who run the site."""

from wagtail.admin.ui.components import Component

from operations import status


class HeartbeatPanel(Component):
    """What is wrong just now, and when each job ran and will run."""

    name = "heartbeat"
    template_name = "operations/heartbeat.html"
    order = 300

    def get_context_data(self, parent_context) -> dict:
        return {"status": status.read()}

"""What an editor and a reviewer see of the checks while the page is before them."""

from wagtail.admin.panels import Panel

from editorial import checks, publication


class ChecksPanel(Panel):
    """The findings on the version in the editor, at the head of the first tab; nothing for a page not saved yet."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "editorial/checks_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context=None) -> dict:
            findings = checks.examine(self.instance)
            held = publication.unexcused(self.instance, findings)
            return {
                **super().get_context_data(parent_context),
                "page": self.instance,
                "held": held,
                "warnings": [each for each in findings if not each.blocking],
                "excused_count": sum(each.blocking for each in findings) - len(held),
                "waits": publication.due_revisions().filter(
                    base_content_type=self.instance.get_base_content_type(), object_id=str(self.instance.pk)
                ),
            }

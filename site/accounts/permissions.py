"""Who may do what in the admin: the one table from which the groups have their permissions.

Rights over pages are not here: they belong to review, in `editorial.setup`. A superuser may do everything.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.groups import StaffGroup

E, R, P = StaffGroup.EDITORS, StaffGroup.REVIEWERS, StaffGroup.PUBLISHERS
B, C, F = StaffGroup.BOOKING_OFFICERS, StaffGroup.COPY_DESK, StaffGroup.FRONT_DESK
D, V = StaffGroup.DECLARATION_OFFICERS, StaffGroup.DECLARATION_APPROVERS
A, M = StaffGroup.AUDITORS, StaffGroup.ADMINISTRATORS
CASEWORKERS = (R, P, B, C, F, D, V, M)
ACTIONS = ("add", "change", "delete", "view", "choose", "export", "dossier", "approve", "merge")


@dataclass(frozen=True)
class Rights:
    """Which groups may do what with the rows of one model, named app_label.model.

    choose: put a file or picture into a page. export: take the rows out of the house. dossier: take out everything that
    there is about one case. approve: decide about it, which who looked into it does not. merge: make
    one of doubles.
    """

    model: str
    add: tuple[StaffGroup, ...] = ()
    change: tuple[StaffGroup, ...] = ()
    delete: tuple[StaffGroup, ...] = ()
    view: tuple[StaffGroup, ...] = ()
    choose: tuple[StaffGroup, ...] = ()
    export: tuple[StaffGroup, ...] = ()
    dossier: tuple[StaffGroup, ...] = ()
    approve: tuple[StaffGroup, ...] = ()
    merge: tuple[StaffGroup, ...] = ()

    def permissions(self) -> Iterator[tuple[StaffGroup, str, str, str]]:
        """(group, app label, model, codename) of each right."""
        app_label, model = self.model.split(".")
        for action in ACTIONS:
            for group in getattr(self, action):
                yield group, app_label, model, f"{action}_{model}"


def kept_by(*groups: StaffGroup) -> dict[str, tuple[StaffGroup, ...]]:
    """These groups add, change and delete."""
    return {"add": groups, "change": groups, "delete": groups}


MODELS = [
    # What everybody sees at once, without review: those who sign documents answer for it.
    Rights("content.sitealert", **kept_by(P, M), view=(E, R, A)),
    Rights("wagtailsearchpromotions.searchpromotion", **kept_by(P, M), view=(A,)),
    # Words that documents are ordered and found by. Editors meet new authorities; the classes are the house's.
    Rights("catalogue.topic", **kept_by(M), view=(E, R, P, A)),
    Rights("catalogue.issuer", add=(E, M), change=(E, M), delete=(M,), view=(R, P, A)),
    Rights("chinese_search.synonymgroup", **kept_by(M), view=(E, R, P, A)),
    # How the site and the house are set up.
    Rights("content.sitesettings", change=(M,)),
    Rights("notifications.messagetemplate", change=(M,), view=(A,)),
    Rights("notifications.message", view=(M, A)),
    Rights("wagtailredirects.redirect", **kept_by(M), view=(A,)),
    Rights("workdays.holidayadjustment", **kept_by(M), view=(A,)),
    Rights("workdays.closure", add=(B, M), change=(M,), delete=(M,), view=(B, A)),
    # Who works on cases: the right that the steps of the kind's workflow ask for.
    Rights("home.feedback", change=(R, P, F, M)),
    Rights("membership.organisationclaim", change=(M,)),
    # The reading room: who looks at applications, who stands at the counter, who makes copies.
    Rights("bookings.booking", change=(B, M)),
    Rights("bookings.visit", change=(B, F, M)),
    Rights("bookings.copyorder", change=(C, M)),
    # Declarations: who looks into them, who decides, and when one may declare.
    Rights("declarations.rewardfund", change=(D, M), approve=(V,)),
    Rights("declarations.technology", change=(D, M), approve=(V,)),
    Rights("declarations.demonstration", change=(D, M), approve=(V,)),
    Rights("declarations.call", add=(M,), change=(M,), view=(D, V, A)),
    # Who puts approved declarations into batches, and who says how much money a year has.
    Rights("declarations.batch", add=(D, M), change=(D, M), view=(V, A)),
    Rights("declarations.yearbudget", add=(V, M), change=(V, M), view=(D, A)),
    # By what buildings are rated and rewarded: schemes and rules end, they are not deleted.
    Rights("declarations.scoringscheme", add=(M,), change=(M,), view=(D, V, A)),
    Rights("declarations.rewardrule", add=(M,), change=(M,), view=(D, V, A)),
    Rights("declarations.arearule", **kept_by(M), view=(D, V, A)),
    # The rules of the reading room: slots, limits, words that applications choose from.
    Rights("bookings.bookingsettings", change=(M,)),
    Rights("bookings.slottemplate", **kept_by(M), view=(B, A)),
    Rights("bookings.purpose", add=(M,), change=(M,), view=(B, A)),
    Rights("bookings.readercategory", add=(M,), change=(M,), view=(B, A)),
    # The register of projects, which firms fill: staff mend it and make one of doubles.
    Rights("projects.project", change=(D, M), view=(D, V, M, A), merge=(D, M)),
    # Who may take a list of cases out of the house with names and numbers in full, for a reason (casework.export).
    Rights("casework.case", export=(M,), dossier=(D, V, M)),
    # What staff keep on a case for each other.
    Rights("casework.casenote", add=CASEWORKERS, view=CASEWORKERS),
    # How the work on cases is set up.
    Rights("casework.phrase", **kept_by(M), view=(*CASEWORKERS[:-1], A)),
    Rights("casework.leave", **kept_by(M), view=(*CASEWORKERS[:-1], A)),
    Rights("casework.kindsettings", add=(M,), change=(M,), view=(A,)),
    Rights("casework.attachmentitem", add=(M,), change=(M,), view=(A,)),
    Rights("casework.checklistitem", add=(V, M), change=(V, M), view=(D, A)),
    # Issued papers: who looks them up; change is to withdraw one for a reason, or to have a failed one made again.
    Rights("paperwork.issuedpaper", change=(V, M), view=(B, F, D, A)),
    # Who may see what everybody did. Nobody adds, changes or deletes it.
    Rights("audit.entry", view=(A,), export=(A,)),
    # The privacy notice: a published version is frozen, and none is deleted.
    Rights("accounts.privacynotice", add=(M,), change=(M,), view=(A,)),
    # Accounts are made inactive, never deleted; groups are in the hands of superusers.
    Rights("accounts.user", add=(M,), change=(M,), view=(A,)),
]

# Rights over the library; they hold for the root collection and so for every collection below it.
COLLECTIONS = [
    Rights("wagtailcore.collection", **kept_by(M)),
    Rights("wagtailimages.image", add=(E, M), change=(E, M), choose=(E, R, P, M)),
    Rights("wagtaildocs.document", add=(E, M), change=(E, M), choose=(E, R, P, M)),
]

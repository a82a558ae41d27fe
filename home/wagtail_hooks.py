"""What the home app adds to the admin."""

from wagtail_modeladmin.options import modeladmin_register

from home.admin import FeedbackAdmin

modeladmin_register(FeedbackAdmin)

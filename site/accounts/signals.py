"""What accounts tells the parts of the site that stand above it."""

from django.dispatch import Signal

# A code is to be sent: phone (eleven digits), code (six digits), minutes (how long it holds). Sent inside the
# transaction that keeps the code; who hears it must never write the code where it can be read afterwards.
code_wanted = Signal()

# Two accounts become one: keeper and other (users). Sent inside the transaction; who hears it moves its rows from
# `other` to `keeper` and returns {label: how many} for the audit list.
accounts_joined = Signal()

# What belongs to an account is counted, for who confirms a joining: user. Who hears it returns [(label, how many)].
account_counted = Signal()

# An identity provider vouches that a person acts for an organisation: user, code (统一社会信用代码) and name.
organisation_vouched = Signal()

# An account is closed: user. Sent inside the transaction.
account_closed = Signal()

# Closed accounts are forgotten: users. Sent inside the transaction; who hears it erases what it keeps of them.
account_forgotten = Signal()

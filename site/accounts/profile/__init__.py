"""我的资料: what is stored of a person: to see, to correct, to take along, and to close the account."""

"""装配率 by scoring schemes of the database, the rewards that follow from it, and the public calculator."""

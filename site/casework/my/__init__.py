"""我的办件: what an applicant sees of the cases that are theirs or their organisations'."""

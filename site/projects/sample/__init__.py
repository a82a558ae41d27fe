"""A few projects for the sample site: obviously nobody's."""

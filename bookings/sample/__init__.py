"""Bookings of the sample site, in every state, made through the services that people's own acts go through."""

"""装配率 and what follows from it: scoring schemes as data, the score with its explanation, the reward estimate.

Rules only: plain data in, plain data out. Nothing here knows Django or any other room of the house.
"""

"""The schemes that come with the program, from which rows of the database are made once."""

from rating import db11t1831_2021, gbt51129_2017

SCHEMES = (gbt51129_2017.SCHEME, db11t1831_2021.SCHEME)

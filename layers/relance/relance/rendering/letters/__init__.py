"""Letters: facts and a template -> `compose` -> a `Letter` -> `typeset` -> a PDF/A-2B.

`profile` says where things stand, by country and provider; `sheet` alone knows fpdf2. Only the functions of
letters may import this room: its libraries cost a cold start a quarter of a second.
"""

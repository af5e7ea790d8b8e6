"""Mutation testing of who decides: the code is altered in one place, and the tests must notice.

`make mutate` alters 150 places of `domain/` and `usecases/`, one at a time and in memory alone: no file of
the tree is ever written. See `__main__` for the switches.
"""

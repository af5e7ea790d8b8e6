"""What can go wrong on the laptop, in words for the person at the keyboard."""


class LaptopError(Exception):
    """The command cannot go on; the message says what is wrong and by what remedy."""

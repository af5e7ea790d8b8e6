"""Messages that leave: what is due, one step of a plan, a mail sent by hand, and news of each."""

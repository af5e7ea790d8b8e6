"""An account is changed and decided in one transaction; simulated; explained."""

"""The demonstration: a company, its ledger, and some weeks of reminders, on the laptop's whole stack."""

"""Mail that comes back: received, matched with a customer, followed by its consequences, answered."""

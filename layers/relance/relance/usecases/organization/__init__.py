"""An organization: its settings and switch, its members and API keys, its sender domain."""

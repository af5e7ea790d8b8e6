"""What people do with customers: their data, holds, promises, to-dos and history."""

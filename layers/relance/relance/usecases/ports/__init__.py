"""What the use cases need of the world: each port has a real adapter and an in-memory one."""

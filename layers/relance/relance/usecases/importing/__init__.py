"""Files: announced, read, and taken into the customers' accounts row by row."""

"""What the HTTP API and pages for people share: roles, refusals in words, cursors."""

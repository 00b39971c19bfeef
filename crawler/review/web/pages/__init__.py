"""One router for each topic; thin, calling what reads and what the store does."""

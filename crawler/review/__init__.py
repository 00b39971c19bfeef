"""The review application: what it reads, and its pages."""

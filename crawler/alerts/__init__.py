"""Telling people what a run brought: composed with the run's last transaction, delivered to each channel once."""

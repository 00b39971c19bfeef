"""What a dataset of models says about the field: how far open models are behind closed ones, and who shares what.

Everything but ``tables.read_bytes`` and ``supplements`` is a plain function of its input.
"""

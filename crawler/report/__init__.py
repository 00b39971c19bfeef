"""Figures and tables of what was found: drawn from the database, shown in a report and by the review application.

``figures.draw_all`` turns what ``material.gather`` reads into figures; ``page`` and ``folder`` make a report of them.
"""

"""What is due and when: cadences, the rotation of languages, keywords, budgets and the health of sources."""

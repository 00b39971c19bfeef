"""Reading for the review application: a connection in, frozen records out; nothing here writes.

Writing is in ``crawler.store``: ``reviewing.Review`` (decisions, also in bulk), ``claims_on_items`` (who is at what),
``accounts``, ``saved_views``, ``second_reviews``, ``suggested_pages``.
"""

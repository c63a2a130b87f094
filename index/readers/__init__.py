"""Sources in, raw articles out: one small module for each kind of source, put together by ``registry``.

A reader yields a ``RawArticle`` for what it could read and an ``Unreadable`` for what it could not, and goes on.
"""

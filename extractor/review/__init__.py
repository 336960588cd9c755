"""The review app: a record beside its document, what was read where, and corrections that are kept.

``app.py`` serves it on the loopback address, ``export.py`` puts the same pages into one read-only file.
"""

"""The tests; see ``docs/architecture.md`` for what holds the house together."""

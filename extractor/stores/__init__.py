"""Records in a database: tables that join by stable keys, views that people ask for, loads that may be repeated."""

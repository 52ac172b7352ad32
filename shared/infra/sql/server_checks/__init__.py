"""Checks of the PostgreSQL server itself: connections that it admits, replicas that follow it."""

"""Observability: logs, request ids, metrics."""

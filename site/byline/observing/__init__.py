"""What operators see of a running site: logs, the ids of requests, metrics."""

"""Limits on what anybody may send and keep open: connections, requests, messages, reruns."""

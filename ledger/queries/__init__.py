"""What is asked of the stored figures."""

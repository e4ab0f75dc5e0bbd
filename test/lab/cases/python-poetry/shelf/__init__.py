"""What stands on a shelf."""

"""What is in a file that somebody sent: read in a process of its own with limits, by content and never by name; stands alone."""

"""Reports on the content: what is covered, how it reads, and what to look up before a release."""

"""People talk to two workers while these are killed, and what they lean on is taken away."""

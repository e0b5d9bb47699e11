"""What the guided flows can do: every path walked, recorded, compared, and drawn for the jurist."""

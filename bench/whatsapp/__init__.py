"""The soak of the WhatsApp channel: many people, and everything that may go wrong meanwhile."""

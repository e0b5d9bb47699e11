"""A simulated visitor: talks with the real assistant as people do, and checks what it gets back."""

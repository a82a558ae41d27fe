"""The office's seal: an interface, and a back end that signs with pyHanko (PAdES)."""

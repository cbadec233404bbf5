"""The conversation: what people type, the services that answer it, and the faces that show the answer."""

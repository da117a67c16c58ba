"""Who starts the server: the application, its process or processes, their log."""

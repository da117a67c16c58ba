"""The whole of what a database holds, put and read in one go, and the files that say it."""

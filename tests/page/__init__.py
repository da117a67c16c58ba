"""What a person does with the page, in a browser; a package, for its browser is closed after it."""

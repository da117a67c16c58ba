"""Reading a request as Apache and PHP do, cleaning it, and hiding its password (sections 2, 3)."""

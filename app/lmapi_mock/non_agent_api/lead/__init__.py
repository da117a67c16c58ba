"""What several functions do with a lead: permission, phone number, time zone, hopper, callback."""

"""Look-ups that the endpoint's stages make, cached where what they read seldom changes."""

"""The admin API under `/__admin`: set the stage, freeze time, look at what happened."""

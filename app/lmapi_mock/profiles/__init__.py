"""Profiles: how one kind of dialer differs from another, as data; a file each in this folder."""

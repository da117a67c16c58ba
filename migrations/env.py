"""Alembic's entry: runs the migrations on the connection that lmapi-mock hands over."""

from alembic import context

from lmapi_mock.store.schema import tables as _every_table  # noqa: F401  fills METADATA
from lmapi_mock.store.schema.columns import METADATA

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit(
        "Run migrations with `lmapi-mock serve`: it migrates the database it is given."
    )
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()

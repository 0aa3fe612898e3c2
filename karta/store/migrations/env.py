"""Alembic's environment: it works on the connection that `karta.store.migrate` hands in, within its transaction."""

from alembic import context

from karta.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()

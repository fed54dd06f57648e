"""Rows become a database: schema, engine, migrations, ingest, summaries."""

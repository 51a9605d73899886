-- The outbox of Towpath: jobs that a site writes in its own transactions. For PostgreSQL 13 and newer; the relay
-- needs SELECT, UPDATE and DELETE on the table, who enqueues needs INSERT, and SELECT on its column id.
CREATE TABLE IF NOT EXISTS towpath_outbox (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id UUID NOT NULL DEFAULT gen_random_uuid(),
  job JSON NOT NULL,
  traceparent TEXT NOT NULL DEFAULT '',
  written_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  error TEXT
);

CREATE INDEX IF NOT EXISTS towpath_outbox_waiting
  ON towpath_outbox (seq) WHERE error IS NULL;

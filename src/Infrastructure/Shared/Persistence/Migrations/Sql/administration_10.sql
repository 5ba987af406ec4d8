-- With 10, mails to people about their own accounts. The rows there are were checked against less.
ALTER TABLE notifications DROP CONSTRAINT notifications_topic_check;
ALTER TABLE notifications ADD CONSTRAINT notifications_topic_check CHECK (topic BETWEEN 1 AND 10) NOT VALID;

-- What came of each job of the scheduler, the last time. Of the installation: jobs work for all tenants, and nothing of a tenant's is in here.
CREATE TABLE job_runs (
    job text COLLATE "C" PRIMARY KEY,
    instance text,
    -- Null: it never ran.
    started_at timestamptz,
    -- Null while it runs, or when the instance died.
    finished_at timestamptz,
    -- 1 done, 2 failed, 3 interrupted by the end of its instance.
    outcome smallint CHECK (outcome BETWEEN 1 AND 3),
    -- Kind of the failure, never its text.
    failure_code text COLLATE "C",
    -- In a row, since it was last done.
    failures integer NOT NULL DEFAULT 0,
    done_at timestamptz,
    -- By an administrator, until resumed: the job is passed over. Not Quartz's own pause, which the next start of an instance undoes.
    paused_at timestamptz
) WITH (fillfactor = 70);

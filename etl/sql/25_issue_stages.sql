-- issue_raised_by(raised_date, day): whether an issue had been raised by a day; one of unknown date always had.
CREATE OR REPLACE MACRO issue_raised_by(raised_date, day) AS
  raised_date IS NULL OR raised_date <= day;

-- issue_unsolved_on(stage, solved_date, day): whether an issue (as in issue_stages) was not solved on a day.
CREATE OR REPLACE MACRO issue_unsolved_on(stage, solved_date, day) AS
  CASE WHEN solved_date IS NOT NULL THEN solved_date > day ELSE stage <> 'solved' END;

-- issue_steps
-- Grain: one row per step on an issue (as `actions`), with its place among the steps of its issue.
-- Meaning: position counts from 1, the first in time; of two steps of one day the later stage of the cycle comes later.
CREATE OR REPLACE VIEW issue_steps AS
SELECT
  a.*,
  row_number() OVER (
    PARTITION BY a.issue_id
    ORDER BY a.action_date, list_position(['plan', 'do', 'check', 'act', 'solved'], a.stage), a.action_id
  ) AS position
FROM actions AS a;

-- issue_stages
-- Grain: one row per issue.
-- Meaning: where the issue stands today and who acts. The stage is that of its last step, unless the step's time lies wholly
-- before the issue was raised. An issue that is solved stays so, unless a step after the (dated) solution opens it again; a last
-- step that is solved gives its own date. Who and how are the issue's own, else those of the last step that tells them.
-- action_id is the step that decides the stage (NULL: the issue itself); steps counts them; last_step is the date of the last.
CREATE OR REPLACE VIEW issue_stages AS
WITH steps AS (
  SELECT
    issue_id,
    count(*) AS steps,
    arg_max(action_id, position) AS action_id,
    arg_max(stage, position) AS stage,
    arg_max(action_date, position) AS action_date,
    arg_max(action_date_precision, position) AS action_date_precision,
    arg_max(who, position) FILTER (WHERE who IS NOT NULL) AS who,
    arg_max(how, position) FILTER (WHERE how IS NOT NULL) AS how
  FROM issue_steps
  GROUP BY issue_id
),
decided AS (
  SELECT
    i.municipality_code,
    i.issue_id,
    coalesce(i.stage, 'plan') AS own_stage,
    i.solved_date,
    i.solved_date_precision,
    coalesce(i.who, s.who) AS who,
    coalesce(i.how, s.how) AS how,
    s.action_id,
    s.stage AS step_stage,
    s.action_date,
    s.action_date_precision,
    coalesce(s.steps, 0) AS steps,
    CASE
      WHEN s.action_id IS NULL THEN false
      WHEN i.solved_date IS NOT NULL THEN s.action_date > period_end(i.solved_date, i.solved_date_precision)
      WHEN i.stage = 'solved' THEN false
      ELSE i.raised_date IS NULL OR period_end(s.action_date, s.action_date_precision) >= i.raised_date
    END AS by_step
  FROM issues AS i
  LEFT JOIN steps AS s ON s.issue_id = i.issue_id
)
SELECT
  municipality_code,
  issue_id,
  CASE WHEN by_step THEN step_stage ELSE own_stage END AS stage,
  CASE WHEN NOT by_step THEN solved_date WHEN step_stage = 'solved' THEN action_date END AS solved_date,
  CASE WHEN NOT by_step THEN solved_date_precision WHEN step_stage = 'solved' THEN action_date_precision END
    AS solved_date_precision,
  who,
  how,
  CASE WHEN by_step THEN action_id END AS action_id,
  steps,
  action_date AS last_step
FROM decided;

-- status_periods
-- Grain: one row per subject (a council, or a district with events of its own) and interval of unchanged status.
-- Meaning: [from_date, to_date) is the time in which `status` is known to hold; NULL = since ever / still. An event decides
-- from the END of its interval, because a founding "in 平成20年1月" is only certain on 31 January.
-- Exactly one of council_id and district_id is set. A council without any event has one row, unknown.
CREATE OR REPLACE VIEW status_periods AS
WITH subjects AS (
  SELECT municipality_code, CAST(NULL AS VARCHAR) AS district_id, council_id FROM councils
  UNION ALL
  SELECT DISTINCT municipality_code, district_id, CAST(NULL AS VARCHAR)
  FROM council_events
  WHERE council_id IS NULL AND district_id IS NOT NULL
),
ordered AS (
  SELECT
    e.municipality_code,
    CASE WHEN e.council_id IS NULL THEN e.district_id END AS district_id,
    e.council_id,
    e.event_id,
    e.kind,
    period_end(e.event_date, e.event_date_precision) AS holds_from,
    e.event_date_precision AS date_precision,
    e.source_id,
    -- Two events of the same day stand in the order in which a council lives.
    row_number() OVER (
      PARTITION BY e.municipality_code, e.council_id, CASE WHEN e.council_id IS NULL THEN e.district_id END
      ORDER BY
        period_end(e.event_date, e.event_date_precision),
        e.event_date,
        list_position(
          ['absence_confirmed', 'preparation', 'substitute', 'founding', 'renaming', 'suspension', 'resumption',
           'merger', 'dissolution', 'not_applicable'], e.kind),
        e.event_id
    ) AS position
  FROM council_events AS e
  WHERE e.council_id IS NOT NULL OR e.district_id IS NOT NULL
),
-- A new name changes no status; as the very first event it shows that the council existed.
deciding AS (
  SELECT
    *,
    lead(holds_from) OVER (PARTITION BY municipality_code, council_id, district_id ORDER BY position) AS holds_to,
    row_number() OVER (PARTITION BY municipality_code, council_id, district_id ORDER BY position) AS step
  FROM ordered
  WHERE kind <> 'renaming' OR position = 1
)
SELECT
  s.municipality_code,
  s.district_id,
  s.council_id,
  CASE WHEN first_event.kind IN ('preparation', 'founding') THEN 'none' ELSE 'unknown' END AS status,
  CAST(NULL AS DATE) AS from_date,
  first_event.holds_from AS to_date,
  CAST(NULL AS VARCHAR) AS event_id,
  CAST(NULL AS VARCHAR) AS date_precision,
  CAST(NULL AS VARCHAR) AS source_id
FROM subjects AS s
LEFT JOIN deciding AS first_event
  ON first_event.municipality_code = s.municipality_code
  AND first_event.council_id IS NOT DISTINCT FROM s.council_id
  AND first_event.district_id IS NOT DISTINCT FROM s.district_id
  AND first_event.step = 1
UNION ALL
SELECT
  municipality_code,
  district_id,
  council_id,
  CASE kind
    WHEN 'preparation' THEN 'preparing'
    WHEN 'founding' THEN 'formed'
    WHEN 'renaming' THEN 'formed'
    WHEN 'resumption' THEN 'formed'
    WHEN 'suspension' THEN 'dormant'
    WHEN 'merger' THEN 'dissolved'
    WHEN 'dissolution' THEN 'dissolved'
    WHEN 'substitute' THEN 'substitute'
    WHEN 'absence_confirmed' THEN 'none'
    WHEN 'not_applicable' THEN 'not_applicable'
  END AS status,
  holds_from AS from_date,
  holds_to AS to_date,
  event_id,
  date_precision,
  source_id
FROM deciding
WHERE holds_to IS NULL OR holds_to > holds_from;

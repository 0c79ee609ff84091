-- fiscal_years
-- Grain: one row per municipality and 年度.
-- Meaning: the years a screen may show: from the 年度 before the first event, or that of the earliest activity if it is
-- earlier, to the current 年度 (every municipality has at least that one).
CREATE OR REPLACE VIEW fiscal_years AS
WITH firsts AS (
  SELECT municipality_code, min(fiscal_year_of(event_date)) - 1 AS fiscal_year FROM council_events GROUP BY ALL
  UNION ALL
  SELECT municipality_code, min(fiscal_year) FROM activities GROUP BY ALL
),
spans AS (
  SELECT
    m.municipality_code,
    least(coalesce(min(f.fiscal_year), fiscal_year_of(current_date)), fiscal_year_of(current_date)) AS first_year
  FROM municipalities AS m
  LEFT JOIN firsts AS f USING (municipality_code)
  GROUP BY m.municipality_code
)
SELECT municipality_code, unnest(generate_series(first_year, fiscal_year_of(current_date))) AS fiscal_year
FROM spans;

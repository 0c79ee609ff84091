-- council_status_by_year
-- Grain: one row per council and 年度.
-- Meaning: the status on 31 March that ends the 年度, and the event that decided it (NULL before the first event).
CREATE OR REPLACE VIEW council_status_by_year AS
SELECT p.municipality_code, p.council_id, y.fiscal_year, p.status, p.event_id
FROM status_periods AS p
JOIN fiscal_years AS y
  ON y.municipality_code = p.municipality_code
  AND (p.from_date IS NULL OR p.from_date <= fiscal_year_end(y.fiscal_year))
  AND (p.to_date IS NULL OR p.to_date > fiscal_year_end(y.fiscal_year))
WHERE p.council_id IS NOT NULL;

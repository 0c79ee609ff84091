-- district_status_by_year
-- Grain: one row per current district and 年度.
-- Meaning: the status on 31 March that ends the 年度: "not applicable" if the district itself was declared so; otherwise the
-- best of its own events and its councils (formed, substitute, preparing, dormant, dissolved, none, unknown). A confirmation
-- that no council exists outweighs an earlier dissolution. council_id and coverage name the council that decided, if one did;
-- coverage is "whole" too where formed councils of former districts together stand for all of which the district was made.
CREATE OR REPLACE VIEW district_status_by_year AS
WITH claims AS (
  SELECT
    p.municipality_code, p.district_id, CAST(NULL AS VARCHAR) AS council_id, CAST(NULL AS VARCHAR) AS coverage,
    p.status, p.from_date, p.to_date, p.event_id, p.source_id
  FROM status_periods AS p
  WHERE p.district_id IS NOT NULL
  UNION ALL
  SELECT
    p.municipality_code, l.district_id, p.council_id, l.coverage,
    p.status, p.from_date, p.to_date, p.event_id, p.source_id
  FROM status_periods AS p
  JOIN council_districts AS l ON l.municipality_code = p.municipality_code AND l.council_id = p.council_id
),
yearly AS (
  SELECT
    d.municipality_code, d.district_id, y.fiscal_year,
    coalesce(c.status, 'unknown') AS status, c.council_id, c.coverage, c.event_id, c.source_id, c.from_date,
    max(CASE WHEN c.council_id IS NULL AND c.status = 'none' AND c.event_id IS NOT NULL THEN c.from_date END)
      OVER (PARTITION BY d.municipality_code, d.district_id, y.fiscal_year) AS absence_confirmed_on
  FROM districts AS d
  JOIN fiscal_years AS y ON y.municipality_code = d.municipality_code
  LEFT JOIN claims AS c
    ON c.municipality_code = d.municipality_code
    AND c.district_id = d.district_id
    AND (c.from_date IS NULL OR c.from_date <= fiscal_year_end(y.fiscal_year))
    AND (c.to_date IS NULL OR c.to_date > fiscal_year_end(y.fiscal_year))
  WHERE d.is_current
),
-- The former districts of which a district was made; not of one that only took others in, for it was there before.
made_of AS (
  SELECT municipality_code, new_district_id AS district_id, list(DISTINCT old_name) AS olds
  FROM district_changes AS c
  WHERE NOT EXISTS (
    SELECT 1 FROM districts AS d WHERE NOT d.is_current AND d.district_id = c.new_district_id
  )
  GROUP BY ALL
  HAVING count(*) > 1 OR NOT bool_or(kind = 'merger')
),
together AS (
  SELECT p.municipality_code, l.district_id, y.fiscal_year, flatten(list(l.former_districts)) AS covered
  FROM council_districts AS l
  JOIN status_periods AS p ON p.municipality_code = l.municipality_code AND p.council_id = l.council_id
  JOIN fiscal_years AS y
    ON y.municipality_code = p.municipality_code
    AND (p.from_date IS NULL OR p.from_date <= fiscal_year_end(y.fiscal_year))
    AND (p.to_date IS NULL OR p.to_date > fiscal_year_end(y.fiscal_year))
  WHERE l.former_districts IS NOT NULL AND p.status = 'formed'
  GROUP BY ALL
)
SELECT
  municipality_code, district_id, fiscal_year, status, council_id,
  CASE WHEN status = 'formed' AND list_has_all(together.covered, made_of.olds) THEN 'whole' ELSE coverage END AS coverage,
  event_id, source_id
FROM yearly
LEFT JOIN together USING (municipality_code, district_id, fiscal_year)
LEFT JOIN made_of USING (municipality_code, district_id)
QUALIFY row_number() OVER (
  PARTITION BY municipality_code, district_id, fiscal_year
  ORDER BY
    CASE
      WHEN status = 'not_applicable' AND council_id IS NULL THEN 0
      WHEN status = 'formed' THEN 1
      WHEN status = 'substitute' THEN 2
      WHEN status = 'preparing' THEN 3
      WHEN status = 'dormant' THEN 4
      WHEN status = 'dissolved' AND absence_confirmed_on > from_date THEN 7
      WHEN status = 'dissolved' THEN 5
      WHEN status = 'none' THEN 6
      WHEN status = 'not_applicable' THEN 8
      ELSE 9
    END,
    coverage DESC NULLS LAST,
    from_date NULLS LAST,
    council_id NULLS FIRST,
    event_id NULLS LAST
) = 1;

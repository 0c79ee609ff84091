-- district_population
-- Grain: one row per current district.
-- Meaning: the people to reckon with. The newest official figure wins; without one, the newest that was converted from the
-- former districts, then towns by areal weighting, then grid cells by areal weighting, then towns by representative point. A
-- district about which nothing is known has NULL, never zero.
CREATE OR REPLACE VIEW district_population AS
WITH preferred AS (
  SELECT
    p.*,
    row_number() OVER (
      PARTITION BY p.municipality_code, p.district_id
      ORDER BY
        CASE p.method
          WHEN 'official' THEN 1 WHEN 'successor' THEN 2 WHEN 'areal_weighting' THEN 3 WHEN 'mesh' THEN 4 ELSE 5 END,
        p.as_of DESC NULLS LAST
    ) AS preference
  FROM population AS p
  WHERE p.district_id IS NOT NULL AND p.people IS NOT NULL
)
SELECT
  d.municipality_code,
  d.district_id,
  p.people,
  p.households,
  p.people_0_14,
  p.people_15_64,
  p.people_65_over,
  p.as_of,
  p.as_of_precision,
  p.method,
  p.source_id
FROM districts AS d
LEFT JOIN preferred AS p
  ON p.municipality_code = d.municipality_code AND p.district_id = d.district_id AND p.preference = 1
WHERE d.is_current;

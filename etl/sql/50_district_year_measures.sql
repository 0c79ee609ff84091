-- activity_measures(wanted_category, wanted_council, whole)
-- Grain: one row per municipality, current district (NULL: what belongs to none) and 年度 in which there is an activity; with
-- whole, one row for all 年度 together (fiscal_year NULL).
-- Meaning: activities of one category and council (NULL: of all). activities_told are those whose participants are known, and
-- participants their sum. active_months counts calendar months with an activity dated to the month or the day; NULL where none
-- of the activities is. partners counts names, each once.
CREATE OR REPLACE MACRO activity_measures(wanted_category, wanted_council, whole) AS TABLE
SELECT
  a.municipality_code,
  d.district_id,
  CASE WHEN whole THEN NULL ELSE a.fiscal_year END AS fiscal_year,
  count(*) AS activities,
  count(a.participants) AS activities_told,
  CAST(sum(a.participants) AS BIGINT) AS participants,
  nullif(
    count(DISTINCT date_trunc('month', a.start_date)) FILTER (WHERE a.start_date_precision IN ('day', 'month')), 0
  ) AS active_months,
  len(list_distinct(list_filter(
    flatten(list(list_transform(regexp_split_to_array(coalesce(a.partners, ''), '[、,，;；\n]'), lambda x: trim(x)))),
    lambda x: x <> ''
  ))) AS partners
FROM activities AS a
LEFT JOIN districts AS d
  ON d.municipality_code = a.municipality_code AND d.district_id = a.district_id AND d.is_current
WHERE (wanted_category IS NULL OR a.category = wanted_category)
  AND (wanted_council IS NULL OR a.council_id = wanted_council)
GROUP BY 1, 2, 3;

-- district_measures(wanted_category, wanted_council, whole)
-- Grain: one row per municipality, current district (and one without district_id, for what belongs to none) and 年度.
-- Meaning: what may be counted of a district, each as a column; nothing is divided here. The measures of activities are those
-- of activity_measures with the same arguments. The columns *_recorded say whether the municipality has recorded any activity
-- (in that 年度; with whole, in any), any facility, any issue, anything of a council: where it has not, a zero is no zero.
-- People, ages, area and facilities are the newest known, whatever the 年度. Issues are those of the end of the 年度, as on the
-- overview: raised by then or at a date unknown; ready are open ones that say who and how. issue_steps are the steps in it.
-- formed_people are the people of a district whose council is formed (in part or whole), else 0; NULL if not applicable. years_since_founding counts 年度 from
-- the first of the run of formed years in which this 年度 lies.
CREATE OR REPLACE MACRO district_measures(wanted_category, wanted_council, whole) AS TABLE
WITH subjects AS (
  SELECT municipality_code, district_id, name AS district, area_km2 FROM districts WHERE is_current
  UNION ALL
  SELECT municipality_code, NULL, NULL, NULL FROM municipalities
),
activities_known AS (
  SELECT DISTINCT municipality_code, CASE WHEN whole THEN NULL ELSE fiscal_year END AS fiscal_year FROM activities
),
places AS (
  SELECT
    f.municipality_code,
    d.district_id,
    count(*) AS facilities,
    count(*) FILTER (
      WHERE f.role = 'hub' OR f.facility_id IN (SELECT hub_facility_id FROM councils WHERE hub_facility_id IS NOT NULL)
    ) AS hub_facilities
  FROM facilities AS f
  LEFT JOIN districts AS d
    ON d.municipality_code = f.municipality_code AND d.district_id = f.district_id AND d.is_current
  WHERE coalesce(f.status, 'existing') = 'existing'
  GROUP BY 1, 2
),
issues_known AS (
  SELECT
    i.municipality_code,
    d.district_id,
    y.fiscal_year,
    issue_raised_by(i.raised_date, fiscal_year_end(y.fiscal_year)) AS raised,
    issue_unsolved_on(s.stage, s.solved_date, fiscal_year_end(y.fiscal_year)) AS unsolved,
    s.who IS NOT NULL AND s.how IS NOT NULL AS told
  FROM issues AS i
  JOIN issue_stages AS s ON s.issue_id = i.issue_id
  JOIN fiscal_years AS y ON y.municipality_code = i.municipality_code
  LEFT JOIN districts AS d
    ON d.municipality_code = i.municipality_code AND d.district_id = i.district_id AND d.is_current
),
issues_counted AS (
  SELECT
    municipality_code,
    district_id,
    fiscal_year,
    count(*) FILTER (WHERE raised) AS issues,
    count(*) FILTER (WHERE raised AND unsolved) AS open_issues,
    count(*) FILTER (WHERE raised AND NOT unsolved) AS solved_issues,
    count(*) FILTER (WHERE raised AND unsolved AND told) AS ready_issues
  FROM issues_known
  GROUP BY 1, 2, 3
),
steps AS (
  SELECT i.municipality_code, d.district_id, fiscal_year_of(s.action_date) AS fiscal_year, count(*) AS issue_steps
  FROM issue_steps AS s
  JOIN issues AS i ON i.issue_id = s.issue_id
  LEFT JOIN districts AS d
    ON d.municipality_code = i.municipality_code AND d.district_id = i.district_id AND d.is_current
  WHERE s.action_date_precision <> 'year'
  GROUP BY 1, 2, 3
),
status AS (
  SELECT
    municipality_code,
    district_id,
    fiscal_year,
    status,
    CASE WHEN status = 'formed' THEN fiscal_year - min(fiscal_year) OVER (PARTITION BY municipality_code, district_id, run) END
      AS years_since_founding
  FROM (
    SELECT
      *,
      fiscal_year - row_number() OVER (
        PARTITION BY municipality_code, district_id, status = 'formed' ORDER BY fiscal_year
      ) AS run
    FROM district_status_by_year
  )
)
SELECT
  u.municipality_code,
  u.district_id,
  u.district,
  y.fiscal_year,
  s.status,
  k.municipality_code IS NOT NULL AS activities_recorded,
  u.municipality_code IN (SELECT municipality_code FROM facilities) AS facilities_recorded,
  u.municipality_code IN (SELECT municipality_code FROM issues) AS issues_recorded,
  u.municipality_code IN (SELECT municipality_code FROM council_events) AS councils_recorded,
  p.people,
  p.households,
  p.people_0_14,
  p.people_65_over,
  p.people_0_14 + p.people_15_64 + p.people_65_over AS people_of_known_age,
  u.area_km2,
  coalesce(a.activities, 0) AS activities,
  coalesce(a.activities_told, 0) AS activities_told,
  CASE WHEN a.activities IS NULL THEN 0 ELSE a.participants END AS participants,
  CASE WHEN a.activities IS NULL THEN 0 ELSE a.active_months END AS active_months,
  coalesce(a.partners, 0) AS partners,
  coalesce(f.facilities, 0) AS facilities,
  coalesce(f.hub_facilities, 0) AS hub_facilities,
  coalesce(i.issues, 0) AS issues,
  coalesce(i.open_issues, 0) AS open_issues,
  coalesce(i.solved_issues, 0) AS solved_issues,
  coalesce(i.ready_issues, 0) AS ready_issues,
  coalesce(t.issue_steps, 0) AS issue_steps,
  s.years_since_founding,
  CASE
    WHEN u.district_id IS NULL OR s.status = 'not_applicable' THEN NULL
    WHEN s.status = 'formed' THEN p.people
    ELSE 0
  END AS formed_people
FROM subjects AS u
JOIN fiscal_years AS y ON y.municipality_code = u.municipality_code
LEFT JOIN status AS s
  ON s.municipality_code = u.municipality_code AND s.district_id = u.district_id AND s.fiscal_year = y.fiscal_year
LEFT JOIN activities_known AS k
  ON k.municipality_code = u.municipality_code AND (whole OR k.fiscal_year = y.fiscal_year)
LEFT JOIN activity_measures(wanted_category, wanted_council, whole) AS a
  ON a.municipality_code = u.municipality_code
  AND a.district_id IS NOT DISTINCT FROM u.district_id
  AND (whole OR a.fiscal_year = y.fiscal_year)
LEFT JOIN district_population AS p
  ON p.municipality_code = u.municipality_code AND p.district_id = u.district_id
LEFT JOIN places AS f
  ON f.municipality_code = u.municipality_code AND f.district_id IS NOT DISTINCT FROM u.district_id
LEFT JOIN issues_counted AS i
  ON i.municipality_code = u.municipality_code
  AND i.district_id IS NOT DISTINCT FROM u.district_id
  AND i.fiscal_year = y.fiscal_year
LEFT JOIN steps AS t
  ON t.municipality_code = u.municipality_code
  AND t.district_id IS NOT DISTINCT FROM u.district_id
  AND t.fiscal_year = y.fiscal_year;

-- district_year_measures
-- Grain: one row per municipality, current district (and one without district_id, for what belongs to none) and 年度.
-- Meaning: the measures of every indicator, of all activities (see district_measures). Sums and shares are made from these, the
-- division last: of a city the sum of one column over the sum of another, never an average of rates.
CREATE OR REPLACE VIEW district_year_measures AS
SELECT * FROM district_measures(NULL, NULL, false);

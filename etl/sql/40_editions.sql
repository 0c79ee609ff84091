-- edition_periods
-- Grain: one row per municipality and edition of its district boundaries.
-- Meaning: the day from which an edition holds: the first valid_from of its districts, else 1 April of its year (editions of
-- 国土数値情報 bear the 年度 they describe). is_drawn marks the edition that maps show; an edition without a year has no day.
CREATE OR REPLACE VIEW edition_periods AS
SELECT
  municipality_code,
  edition,
  coalesce(min(valid_from), make_date(CAST(try_cast(regexp_extract(edition, '^\d{4}') AS INTEGER) AS BIGINT), 4, 1)) AS holds_from,
  bool_or(is_current) AS is_drawn,
  count(*) AS districts
FROM districts
GROUP BY municipality_code, edition;
-- edition_by_year
-- Grain: one row per municipality with districts and 年度.
-- Meaning: which edition to go by: the newest that holds by the 31 March which ends the 年度; before the first one, that first
-- one stands in for it (is_substitute). drawn_edition is the one on the maps. An edition without a day is taken only if it is
-- the only one.
CREATE OR REPLACE VIEW edition_by_year AS
SELECT
  y.municipality_code,
  y.fiscal_year,
  e.edition,
  e.holds_from,
  coalesce(e.holds_from > fiscal_year_end(y.fiscal_year), false) AS is_substitute,
  max(e.edition) FILTER (e.is_drawn) OVER (PARTITION BY y.municipality_code, y.fiscal_year) AS drawn_edition,
  max(e.holds_from) FILTER (e.is_drawn) OVER (PARTITION BY y.municipality_code, y.fiscal_year) AS drawn_holds_from
FROM fiscal_years AS y
JOIN edition_periods AS e USING (municipality_code)
QUALIFY row_number() OVER (
  PARTITION BY y.municipality_code, y.fiscal_year
  ORDER BY
    CASE WHEN e.holds_from <= fiscal_year_end(y.fiscal_year) THEN 0 WHEN e.holds_from IS NOT NULL THEN 1 ELSE 2 END,
    CASE WHEN e.holds_from <= fiscal_year_end(y.fiscal_year) THEN e.holds_from END DESC NULLS LAST,
    e.holds_from,
    e.edition DESC
) = 1;
-- district_change_dates
-- Grain: one row per former and new district (as district_changes).
-- Meaning: when the change shows in a series by 年度: break_year is the first 年度 whose end (31 March) lies after it. A change
-- known only to lie between two editions shows at the later one; without any date it has none.
CREATE OR REPLACE VIEW district_change_dates AS
SELECT
  c.municipality_code,
  c.old_district_id,
  c.new_district_id,
  coalesce(
    fiscal_year_of(period_end(c.change_date, c.change_date_precision)),
    fiscal_year_of(l.holds_from)
  ) AS break_year,
  c.change_date IS NULL AND l.holds_from IS NOT NULL AS is_between_editions
FROM district_changes AS c
LEFT JOIN edition_periods AS l ON l.municipality_code = c.municipality_code AND l.edition = c.later_edition;

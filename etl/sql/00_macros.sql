-- Macros on dates, kept in the database so that every reader counts time the same way.
-- 年度 runs from 1 April to 31 March and bears the year in which it begins (平成20年1月 lies in 平成19年度 = 2007).

-- fiscal_year_of(d): the 年度 of a date.
CREATE OR REPLACE MACRO fiscal_year_of(d) AS
  CAST(year(d) - CASE WHEN month(d) < 4 THEN 1 ELSE 0 END AS BIGINT);

-- fiscal_year_end(y): 31 March that ends 年度 y.
CREATE OR REPLACE MACRO fiscal_year_end(y) AS
  make_date(CAST(y AS BIGINT) + 1, 3, 31);

-- period_end(d, p): the last day of the interval that begins on d with precision p (day, month, year, fiscal_year).
CREATE OR REPLACE MACRO period_end(d, p) AS
  CASE p
    WHEN 'month' THEN last_day(d)
    WHEN 'year' THEN make_date(year(d), 12, 31)
    WHEN 'fiscal_year' THEN fiscal_year_end(fiscal_year_of(d))
    ELSE d
  END;

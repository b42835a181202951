-- What somebody who knows DuckDB would write once, for this one file and this one plan, to see how journeys keep to it.
-- {path} is the Parquet file; the plan is the order of the names, every second step but the last with an expected wait of
-- 12 hours, four of six channels.

CREATE TEMP TABLE planned AS
    SELECT name, row_number() OVER (ORDER BY name) - 1 AS place, (row_number() OVER (ORDER BY name) - 1) // 8 AS stage,
        CASE WHEN row_number() OVER (ORDER BY name) % 2 = 0 AND row_number() OVER (ORDER BY name) < 40 THEN 43200000000 END AS wait
    FROM (SELECT DISTINCT touchpoint AS name FROM '{path}');
CREATE TEMP TABLE customers AS
    SELECT key, CAST(row_number() OVER () - 1 AS INTEGER) AS customer,
        CAST((CAST('0x' || substr(digest, 1, 16) AS UBIGINT) % 50 * 16 + CAST('0x' || substr(digest, 17) AS UBIGINT) % 50) % 50 AS TINYINT) AS fold
    FROM (SELECT DISTINCT customer_id AS key, md5(customer_id) AS digest FROM '{path}');
CREATE TEMP TABLE events AS
    SELECT c.customer, c.fold, epoch_us(timestamp) AS time, file_row_number AS position, CAST(p.place AS INTEGER) AS place,
        CAST(p.stage AS INTEGER) AS stage, p.wait, channel
    FROM read_parquet('{path}', file_row_number = true) e JOIN customers c ON c.key = e.customer_id JOIN planned p ON p.name = e.touchpoint;
SET VARIABLE until = (SELECT max(time) FROM events);

CREATE TEMP TABLE steps AS
    SELECT *, coalesce(place < previous, false) AS back, coalesce(place = previous, false) AS again,
        channel NOT IN ('web', 'app', 'store', 'phone') AS strange,
        coalesce(getvariable('until') - time >= wait, false) AS settled,
        coalesce(getvariable('until') - time >= wait AND gap > wait, false) AS late,
        coalesce(getvariable('until') - time >= wait AND gap IS NULL, false) AS unanswered
    FROM (SELECT *, lag(place) OVER w AS previous, lead(time) OVER w - time AS gap
        FROM events WINDOW w AS (PARTITION BY customer ORDER BY time, position));

CREATE TEMP TABLE facts AS
    SELECT customer, fold, place, any_value(stage) AS stage, count(*) AS visits, bool_or(strange) AS strange, bool_or(back OR again) AS moved,
        bool_or(settled) AS settled, bool_or(late) AS late, bool_or(unanswered) AS unanswered, false AS missing,
        count(*) FILTER (strange OR back OR again OR late OR unanswered) AS deviating
    FROM steps GROUP BY customer, fold, place;
INSERT INTO facts
    SELECT f.customer, f.fold, p.place, p.stage, 0, false, false, false, false, false, true, 1
    FROM (SELECT customer, fold, max(place) AS last FROM facts GROUP BY customer, fold) f JOIN planned p ON p.place < f.last
    ANTI JOIN facts v ON v.customer = f.customer AND v.place = p.place;

CREATE TEMP TABLE places AS
    SELECT fold, place, count(*) AS came, count(*) FILTER (NOT missing) AS journeys, sum(visits) AS visits, count(*) FILTER (missing) AS missing,
        count(*) FILTER (strange) AS strange, count(*) FILTER (moved) AS moved, count(*) FILTER (settled) AS settled,
        count(*) FILTER (late) AS late, count(*) FILTER (unanswered) AS unanswered, count(*) FILTER (deviating > 0) AS deviating
    FROM facts GROUP BY fold, place;
CREATE TEMP TABLE stages AS
    SELECT fold, stage, count(*) AS came, count(*) FILTER (content) AS content, count(*) FILTER (sequence) AS sequence,
        count(*) FILTER (timing) AS timing, count(*) FILTER (content OR sequence OR timing) AS deviating
    FROM (SELECT customer, fold, stage, bool_or(strange OR missing) AS content, bool_or(moved) AS sequence, bool_or(late OR unanswered) AS timing
        FROM facts GROUP BY customer, fold, stage)
    GROUP BY fold, stage;
CREATE TEMP TABLE journeys AS
    SELECT fold, count(*) AS journeys, count(*) FILTER (content) AS content, count(*) FILTER (sequence) AS sequence,
        count(*) FILTER (timing) AS timing, count(*) FILTER (settled) AS settled, count(*) FILTER (deviating > 0) AS deviating,
        count(*) FILTER (complete) AS complete, sum((steps - deviating) / steps) AS fit
    FROM (SELECT customer, fold, bool_or(strange OR missing) AS content, bool_or(moved) AS sequence, bool_or(late OR unanswered) AS timing,
            bool_or(settled) AS settled, bool_or(place = 32 AND NOT missing) AS complete, sum(visits) + count(*) FILTER (missing) AS steps,
            sum(deviating) AS deviating
        FROM facts GROUP BY customer, fold)
    GROUP BY fold;
CREATE TEMP TABLE moves AS
    SELECT fold, previous, place, count(*) AS journeys, sum(n) AS visits
    FROM (SELECT customer, fold, previous, place, count(*) AS n FROM steps WHERE back OR again GROUP BY ALL) GROUP BY fold, previous, place;
CREATE TEMP TABLE channels AS
    SELECT fold, place, channel, count(*) AS journeys, sum(n) AS visits
    FROM (SELECT customer, fold, place, channel, count(*) AS n FROM steps WHERE strange GROUP BY ALL) GROUP BY fold, place, channel;

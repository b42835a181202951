-- What somebody who knows DuckDB would write once, for this one file, to get the tables that `measure` gives.
-- {path} is the Parquet file, {goal} the name of the goal touchpoint. Tables keep the names and keys of cxjourney.statistics.

CREATE TEMP TABLE touchpoint_names AS SELECT name, row_number() OVER (ORDER BY name) - 1 AS code FROM (SELECT DISTINCT touchpoint AS name FROM '{path}');
CREATE TEMP TABLE channel_names AS SELECT name, row_number() OVER (ORDER BY name) - 1 AS code FROM (SELECT DISTINCT channel AS name FROM '{path}');
CREATE TEMP TABLE segment_names AS SELECT name, row_number() OVER (ORDER BY name) - 1 AS code FROM (SELECT DISTINCT segment AS name FROM '{path}');
CREATE TEMP TABLE customers AS
    SELECT key, CAST(row_number() OVER () - 1 AS INTEGER) AS customer, CAST(md5_number(key) % 50 AS TINYINT) AS fold, segment
    FROM (SELECT customer_id AS key, arg_min(segment, timestamp) AS segment FROM '{path}' GROUP BY customer_id);
CREATE TEMP TABLE stage_codes AS
    SELECT stage, row_number() OVER (ORDER BY avg(place), stage) - 1 AS code
    FROM (SELECT stage, row_number() OVER (PARTITION BY customer_id ORDER BY timestamp) AS place FROM '{path}') GROUP BY stage;
CREATE TEMP TABLE touchpoint_stage AS
    SELECT t.code AS touchpoint, arg_max(s.code, n) AS stage
    FROM (SELECT touchpoint, stage, count(*) AS n FROM '{path}' GROUP BY ALL) f
    JOIN touchpoint_names t ON t.name = f.touchpoint JOIN stage_codes s ON s.stage = f.stage GROUP BY t.code;

CREATE TEMP TABLE events AS
    SELECT c.customer, c.fold, epoch_us(timestamp) AS time, file_row_number AS position, CAST(t.code AS INTEGER) AS touchpoint,
        CAST(h.code AS INTEGER) AS channel, CAST(s.stage AS INTEGER) AS stage, nps, CAST(round(order_value * 10000) AS BIGINT) AS value
    FROM read_parquet('{path}', file_row_number = true) e
    JOIN customers c ON c.key = e.customer_id JOIN touchpoint_names t ON t.name = e.touchpoint
    JOIN channel_names h ON h.name = e.channel JOIN touchpoint_stage s ON s.touchpoint = t.code;

CREATE TEMP TABLE moves AS
    SELECT *, coalesce(next_time - time, -1) AS gap, (SELECT max(time) FROM events) - time AS follow,
        CAST(next_touchpoint = touchpoint OR (next_touchpoint = previous AND before_previous IS DISTINCT FROM touchpoint) AS INTEGER) AS rework
    FROM (
        SELECT *, row_number() OVER w AS step, lead(touchpoint) OVER w AS next_touchpoint, lead(channel) OVER w AS next_channel,
            lead(time) OVER w AS next_time, lag(touchpoint) OVER w AS previous, lag(touchpoint, 2) OVER w AS before_previous,
            max(CAST(touchpoint = (SELECT code FROM touchpoint_names WHERE name = '{goal}') AS INTEGER)) OVER (w ROWS UNBOUNDED PRECEDING) AS reached
        FROM events WINDOW w AS (PARTITION BY customer ORDER BY time, position)
    );

SET VARIABLE horizon = (SELECT quantile_disc(gap, 0.99) FROM moves WHERE gap > 0);
SET VARIABLE goal_stage = (SELECT stage FROM touchpoint_stage JOIN touchpoint_names ON code = touchpoint WHERE name = '{goal}');

CREATE TEMP TABLE visits_at_risk AS
    SELECT customer, fold, touchpoint, channel, stage, step, gap, follow, reached, rework, next_touchpoint, nps,
        reached = 0 AND stage <= getvariable('goal_stage') AS at_risk,
        CAST(channel IN (SELECT code FROM channel_names WHERE name IN ('web', 'app', 'email')) AND next_channel IN (
            SELECT code FROM channel_names WHERE name IN ('phone', 'store', 'chat')) AND next_touchpoint = touchpoint AS INTEGER) AS escalated
    FROM moves;

CREATE TEMP TABLE per_customer AS
    SELECT customer, any_value(fold) AS fold, count(*) AS length, max(reached) AS goal FROM visits_at_risk GROUP BY customer;
CREATE TEMP TABLE totals AS
    SELECT fold, count(*) AS customers, sum(length) AS visits, sum(goal) AS goals, (SELECT sum(value) FROM events v WHERE v.fold = p.fold) AS value
    FROM per_customer p GROUP BY fold;
CREATE TEMP TABLE lengths AS SELECT least(length, 1000) AS length, goal, count(*) AS journeys FROM per_customer GROUP BY ALL;

CREATE TEMP TABLE per_touchpoint AS
    SELECT customer, any_value(v.fold) AS fold, touchpoint, count(*) AS visits, max(p.goal) AS goal,
        count(*) FILTER (step = 1) AS starts, count(*) FILTER (next_touchpoint IS NULL) AS ends, count(*) FILTER (at_risk) AS at_risk,
        count(*) FILTER (next_touchpoint IS NOT NULL) AS followed, sum(rework) AS rework, count(*) FILTER (gap = 0) AS zero_gaps,
        count(*) FILTER (gap BETWEEN 1 AND getvariable('horizon')) AS moves, sum(escalated) AS escalated
    FROM visits_at_risk v JOIN per_customer p USING (customer) GROUP BY customer, touchpoint;
CREATE TEMP TABLE visits AS
    SELECT fold, touchpoint, count(*) AS customers, sum(visits) AS visits, sum(goal) AS goal_journeys, sum(starts) AS starts, sum(ends) AS ends,
        sum(at_risk) AS at_risk, sum(followed) AS followed, sum(rework) AS rework, sum(zero_gaps) AS zero_gaps, sum(escalated) AS escalated
    FROM per_touchpoint GROUP BY ALL;
CREATE TEMP TABLE squares AS
    SELECT touchpoint, sum(visits ** 2) AS visits, sum(at_risk ** 2) AS at_risk, sum(followed ** 2) AS followed, sum(moves ** 2) AS moves
    FROM per_touchpoint GROUP BY ALL;
CREATE TEMP TABLE segment_cells AS
    SELECT t.fold, touchpoint, n.code AS segment, sum(visits) AS visits, count(*) AS customers
    FROM per_touchpoint t JOIN customers c USING (customer) JOIN segment_names n ON n.name = c.segment GROUP BY ALL;
CREATE TEMP TABLE channel_cells AS
    SELECT fold, touchpoint, channel, sum(n) AS visits, count(*) AS customers
    FROM (SELECT customer, any_value(fold) AS fold, touchpoint, channel, count(*) AS n FROM visits_at_risk GROUP BY customer, touchpoint, channel)
    GROUP BY ALL;

CREATE TEMP TABLE life AS
    SELECT fold, touchpoint, greatest(0, 47 + ceil(2 * log2(greatest(CASE WHEN moved THEN gap ELSE follow END, 1) / getvariable('horizon')))) AS bin,
        count(*) FILTER (moved AND at_risk) AS at_risk_moves, count(*) FILTER (NOT moved AND at_risk) AS at_risk_censored,
        count(*) FILTER (moved AND gap > 0) AS moves, count(*) FILTER (NOT moved) AS censored,
        sum(CAST(round(ln(greatest(gap, 1000) / 1000) * 1e6) AS BIGINT)) FILTER (moved AND gap > 0) AS log_sum
    FROM (SELECT *, gap BETWEEN 0 AND getvariable('horizon') AS moved FROM visits_at_risk)
    WHERE moved OR (gap < 0 AND follow < getvariable('horizon')) GROUP BY ALL;
CREATE TEMP TABLE gap_times AS
    SELECT touchpoint, floor(ln(greatest(gap, 1000) / 1000) / ln(1.02)) AS bin, count(*) AS moves FROM visits_at_risk WHERE gap > 0 GROUP BY ALL;
CREATE TEMP TABLE transitions AS
    SELECT fold, touchpoint AS source, next_touchpoint AS target, count(*) AS moves, sum(log) AS log_sum, sum(log * log // 1000000) AS log_square_sum
    FROM (SELECT *, CAST(round(ln(greatest(gap, 1000) / 1000) * 1e6) AS BIGINT) AS log FROM visits_at_risk WHERE next_touchpoint IS NOT NULL)
    GROUP BY ALL;

CREATE TEMP TABLE answers AS
    SELECT customer, fold, touchpoint, nps, CASE WHEN nps < 7.5 THEN (nps - 7.5) / 3.75 ELSE (nps - 7.5) / 1.25 END AS valence
    FROM visits_at_risk WHERE nps IS NOT NULL;
CREATE TEMP TABLE scores AS
    SELECT fold, touchpoint, count(*) AS n, sum(nps) AS score_sum, sum(valence) AS valence_sum, sum(valence ** 2) AS valence_square_sum,
        count(*) FILTER (nps >= 9) AS favourable, count(*) FILTER (nps <= 6) AS unfavourable
    FROM answers GROUP BY ALL;
CREATE TEMP TABLE score_counts AS SELECT touchpoint, nps, count(*) AS n FROM answers GROUP BY ALL;
CREATE TEMP TABLE score_squares AS
    SELECT touchpoint, sum(n ** 2) AS n FROM (SELECT customer, touchpoint, count(*) AS n FROM answers GROUP BY ALL) GROUP BY ALL;

CREATE TEMP TABLE per_stage AS
    SELECT *, coalesce(max(last_step) OVER (PARTITION BY customer ORDER BY stage ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), 0) > first_step
            OR (stage = getvariable('goal_stage') AND reached > 0) AS going_on
    FROM (
        SELECT customer, any_value(fold) AS fold, stage, count(*) AS visits, min(step) AS first_step, max(step) AS last_step,
            max(reached) AS reached, bool_or(gap < 0 AND at_risk AND follow >= getvariable('horizon')) AS ended,
            max(follow) < 2 * getvariable('horizon') AS late, min(follow) < getvariable('horizon') AS active, max(rework) AS rework, max(escalated) AS escalated,
            bool_or(coalesce(nps <= 6, false)) AS bad, sum(gap) FILTER (gap BETWEEN 0 AND getvariable('horizon')) AS spent
        FROM visits_at_risk GROUP BY customer, stage
    );
CREATE TEMP TABLE stage_sums AS
    SELECT fold, stage, count(*) AS journeys, count(*) FILTER (late OR (active AND NOT going_on)) AS open, count(*) FILTER (going_on AND NOT late) AS going_on, sum(visits) AS visits
    FROM per_stage GROUP BY ALL;
CREATE TEMP TABLE stage_friction AS
    SELECT fold, stage, CAST(ended AS INTEGER) + 2 * rework + 4 * escalated + 16 * CAST(bad AS INTEGER) AS mask, count(*) AS journeys
    FROM per_stage WHERE NOT late AND (going_on OR NOT active OR ended OR rework + escalated > 0 OR bad) GROUP BY ALL;
CREATE TEMP TABLE stage_squares AS
    SELECT stage, count(*) AS journeys FROM per_stage
    WHERE NOT late AND (going_on OR NOT active OR ended OR rework + escalated > 0 OR bad) GROUP BY ALL;
CREATE TEMP TABLE stage_times AS
    SELECT stage, floor(ln(greatest(spent, 1000) / 1000) / ln(1.02)) AS bin, count(*) AS journeys FROM per_stage WHERE spent IS NOT NULL GROUP BY ALL;

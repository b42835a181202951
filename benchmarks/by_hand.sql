-- What somebody who knows DuckDB would write once, for this one file, to get the tables that `measure` gives.
-- {path} is the Parquet file, {goal} the name of the goal touchpoint. Tables keep the names, keys and columns of cxjourney.statistics;
-- columns about tickets, contacts and promises, of which this file has none, are left out.

CREATE TEMP TABLE touchpoint_names AS SELECT name, row_number() OVER (ORDER BY name) - 1 AS code FROM (SELECT DISTINCT touchpoint AS name FROM '{path}');
CREATE TEMP TABLE channel_names AS SELECT name, row_number() OVER (ORDER BY name) - 1 AS code FROM (SELECT DISTINCT channel AS name FROM '{path}');
CREATE TEMP TABLE segment_names AS SELECT name, row_number() OVER (ORDER BY name) - 1 AS code FROM (SELECT DISTINCT segment AS name FROM '{path}');
CREATE TEMP TABLE customers AS
    SELECT key, CAST(row_number() OVER () - 1 AS INTEGER) AS customer, CAST(n.code AS TINYINT) AS segment,
        CAST((CAST('0x' || substr(digest, 1, 16) AS UBIGINT) % 50 * 16 + CAST('0x' || substr(digest, 17) AS UBIGINT) % 50) % 50 AS TINYINT) AS fold
    FROM (SELECT customer_id AS key, arg_min(segment, timestamp) AS segment, md5(customer_id) AS digest FROM '{path}' GROUP BY customer_id) f
    JOIN segment_names n ON n.name = f.segment;
CREATE TEMP TABLE stage_codes AS
    SELECT stage, row_number() OVER (ORDER BY avg(place), stage) - 1 AS code
    FROM (SELECT stage, row_number() OVER (PARTITION BY customer_id ORDER BY timestamp) AS place FROM '{path}') GROUP BY stage;
CREATE TEMP TABLE touchpoint_stage AS
    SELECT t.code AS touchpoint, arg_max(s.code, n) AS stage
    FROM (SELECT touchpoint, stage, count(*) AS n FROM '{path}' GROUP BY ALL) f
    JOIN touchpoint_names t ON t.name = f.touchpoint JOIN stage_codes s ON s.stage = f.stage GROUP BY t.code;

CREATE TEMP TABLE events AS
    SELECT c.customer, c.fold, c.segment, epoch_us(timestamp) AS time, file_row_number AS position, CAST(t.code AS TINYINT) AS touchpoint,
        CAST(h.code AS TINYINT) AS channel, CAST(s.stage AS TINYINT) AS stage, CAST(nps AS TINYINT) AS nps,
        CAST(round(order_value * 10000) AS BIGINT) AS value
    FROM read_parquet('{path}', file_row_number = true) e
    JOIN customers c ON c.key = e.customer_id JOIN touchpoint_names t ON t.name = e.touchpoint
    JOIN channel_names h ON h.name = e.channel JOIN touchpoint_stage s ON s.touchpoint = t.code;

CREATE TEMP TABLE moves AS
    SELECT customer, fold, segment, touchpoint, channel, stage, nps, CAST(step AS INTEGER) AS step, previous, next_touchpoint, reached,
        coalesce(next_time - time, -1) AS gap, (SELECT max(time) FROM events) - time AS follow,
        next_touchpoint = touchpoint OR (next_touchpoint = previous AND before_previous IS DISTINCT FROM touchpoint) AS rework,
        next_touchpoint IS NOT NULL AND channel IN (SELECT code FROM channel_names WHERE name IN ('web', 'app', 'email')) AS escalable,
        next_touchpoint = touchpoint AND channel IN (SELECT code FROM channel_names WHERE name IN ('web', 'app', 'email'))
            AND next_channel IN (SELECT code FROM channel_names WHERE name IN ('phone', 'store', 'chat')) AS escalated,
        CAST(round(ln(greatest(next_time - time, 1000) / 1000) * 1e6) AS INTEGER) AS log_time
    FROM (
        SELECT *, row_number() OVER w AS step, lead(touchpoint) OVER w AS next_touchpoint, lead(channel) OVER w AS next_channel,
            lead(time) OVER w AS next_time, lag(touchpoint) OVER w AS previous, lag(touchpoint, 2) OVER w AS before_previous,
            CAST(max(CAST(touchpoint = (SELECT code FROM touchpoint_names WHERE name = '{goal}') AS TINYINT)) OVER (w ROWS UNBOUNDED PRECEDING) AS TINYINT) AS reached
        FROM events WINDOW w AS (PARTITION BY customer ORDER BY time, position)
    );
CREATE TEMP TABLE gap_times AS
    SELECT touchpoint, CAST(floor(log_time / (1e6 * ln(1.02))) AS INTEGER) AS bin, count(*) AS moves FROM moves WHERE gap > 0 GROUP BY ALL;

SET VARIABLE horizon = (
    SELECT CAST(floor(1000 * 1.02 ** (min(bin) + 1)) AS BIGINT) + 1
    FROM (SELECT bin, sum(sum(moves)) OVER (ORDER BY bin) AS so_far FROM gap_times GROUP BY bin)
    WHERE so_far * 100 >= 99 * (SELECT sum(moves) FROM gap_times));
SET VARIABLE stage_window = (SELECT greatest(getvariable('horizon'), least(2 * getvariable('horizon'), (max(time) - min(time)) // 2)) FROM events);
SET VARIABLE goal_stage = (SELECT stage FROM touchpoint_stage JOIN touchpoint_names ON code = touchpoint WHERE name = '{goal}');

CREATE TEMP TABLE visits_at_risk AS
    SELECT *, reached = 0 AND stage <= getvariable('goal_stage') AS at_risk, coalesce(gap BETWEEN 0 AND getvariable('horizon'), false) AS moved,
        gap BETWEEN 1 AND getvariable('horizon') AND follow >= getvariable('horizon') AS timed,
        reached = 0 AND stage <= getvariable('goal_stage') AND follow >= getvariable('horizon') AS settled
    FROM moves;
DROP TABLE moves;

CREATE TEMP TABLE per_customer AS
    SELECT customer, any_value(fold) AS fold, any_value(segment) AS segment, count(*) AS length, max(reached) AS goal,
        count(*) FILTER (reached = 0) + max(reached) AS steps, max(follow) - coalesce(max(follow) FILTER (reached = 1), max(follow)) AS to_goal
    FROM visits_at_risk GROUP BY customer;
CREATE TEMP TABLE totals AS
    SELECT fold, count(*) AS customers, count(*) AS journeys, count(*) AS journeys_squared, sum(length) AS visits, sum(goal) AS goals, sum(goal) AS goal_customers,
        any_value(v.value) AS value, any_value(v.valued) AS valued
    FROM per_customer p LEFT JOIN (SELECT fold, sum(value) AS value, count(value) AS valued FROM events GROUP BY fold) v USING (fold) GROUP BY fold;
CREATE TEMP TABLE segment_totals AS
    SELECT fold, segment, count(*) AS customers, count(*) AS journeys, count(*) AS journeys_squared, sum(length) AS visits, sum(goal) AS goals
    FROM per_customer GROUP BY ALL;
CREATE TEMP TABLE lengths AS SELECT least(steps, 1000) AS length, goal, count(*) AS journeys FROM per_customer GROUP BY ALL;
CREATE TEMP TABLE goal_times AS SELECT fold, count(*) AS journeys, sum(to_goal // 1000) AS time FROM per_customer WHERE goal = 1 GROUP BY fold;

CREATE TEMP TABLE per_touchpoint AS
    SELECT v.*, p.goal, 1 - after AS before, (1 - after) * p.goal AS before_goal, (first_step - 1) * 1000 // greatest(p.length - 1, 1) AS position
    FROM (SELECT customer, any_value(fold) AS fold, any_value(segment) AS segment, touchpoint, count(*) AS visits, min(step) AS first_step,
            min(reached) AS after, count(*) FILTER (at_risk) AS at_risk, count(next_touchpoint) AS followed,
            count(*) FILTER (gap BETWEEN 1 AND getvariable('horizon')) AS moves, count(*) FILTER (escalable) AS escalable
        FROM visits_at_risk GROUP BY customer, touchpoint) v
    JOIN per_customer p USING (customer);
CREATE TEMP TABLE visits AS
    SELECT * FROM (
        SELECT fold, touchpoint, count(*) AS customers, count(*) AS journeys, sum(visits) AS visits, sum(goal) AS goal_journeys, sum(before) AS before,
            sum(before_goal) AS before_goal, sum(at_risk) AS at_risk, sum(followed) AS followed, sum(escalable) AS escalable, sum(position) AS position
        FROM per_touchpoint GROUP BY ALL)
    JOIN (
        SELECT fold, touchpoint, count(*) FILTER (step = 1) AS starts, count(*) FILTER (next_touchpoint IS NULL) AS ends,
            count(*) FILTER (rework) AS rework, count(*) FILTER (gap = 0) AS zero_gaps, count(*) FILTER (escalated) AS escalated
        FROM visits_at_risk GROUP BY ALL) USING (fold, touchpoint);
CREATE TEMP TABLE squares AS
    SELECT touchpoint, sum(visits * visits) AS visits, sum(at_risk * at_risk) AS at_risk, sum(followed * followed) AS followed, sum(moves * moves) AS moves,
        sum(escalable * escalable) AS escalable
    FROM per_touchpoint GROUP BY ALL;

CREATE TEMP TABLE channel_counts AS
    SELECT fold, touchpoint, channel, count(*) AS visits, count(*) FILTER (settled) AS settled, count(*) FILTER (settled AND NOT moved) AS lost,
        count(*) FILTER (settled AND gap > getvariable('horizon')) AS late, count(next_touchpoint) AS followed, count(*) FILTER (rework) AS rework,
        count(*) FILTER (escalable) AS escalable, count(*) FILTER (escalated) AS escalated, count(*) FILTER (timed) AS timed,
        coalesce(sum(log_time) FILTER (timed), 0) AS log_sum
    FROM visits_at_risk GROUP BY ALL;
CREATE TEMP TABLE channel_customers AS
    SELECT fold, touchpoint, channel, count(*) AS customers, sum(visits * visits) AS visits_squared
    FROM (SELECT customer, any_value(fold) AS fold, touchpoint, channel, count(*) AS visits FROM visits_at_risk GROUP BY customer, touchpoint, channel)
    GROUP BY ALL;
CREATE TEMP TABLE channel_cells AS SELECT * EXCLUDE visits_squared FROM channel_counts JOIN channel_customers USING (fold, touchpoint, channel);
CREATE TEMP TABLE channel_cell_squares AS SELECT touchpoint, channel, sum(visits_squared) AS visits FROM channel_customers GROUP BY ALL;
CREATE TEMP TABLE segment_cells AS
    SELECT * FROM (
        SELECT fold, touchpoint, segment, count(*) AS visits, count(*) FILTER (settled) AS settled, count(*) FILTER (settled AND NOT moved) AS lost,
            count(*) FILTER (settled AND gap > getvariable('horizon')) AS late, count(next_touchpoint) AS followed, count(*) FILTER (rework) AS rework,
            count(*) FILTER (escalable) AS escalable, count(*) FILTER (escalated) AS escalated, count(*) FILTER (timed) AS timed,
            coalesce(sum(log_time) FILTER (timed), 0) AS log_sum
        FROM visits_at_risk GROUP BY ALL)
    JOIN (SELECT fold, touchpoint, segment, count(*) AS customers FROM per_touchpoint GROUP BY ALL) USING (fold, touchpoint, segment);
CREATE TEMP TABLE segment_cell_squares AS SELECT touchpoint, segment, sum(visits * visits) AS visits FROM per_touchpoint GROUP BY ALL;

CREATE TEMP TABLE life AS
    SELECT fold, touchpoint, CAST(greatest(0, 47 + ceil(2 * log2(greatest(CASE WHEN moved THEN gap ELSE follow END, 1) / getvariable('horizon')))) AS INTEGER) AS bin,
        count(*) FILTER (moved AND at_risk) AS at_risk_moves, count(*) FILTER (NOT moved AND at_risk) AS at_risk_censored,
        count(*) FILTER (moved AND gap > 0) AS moves, coalesce(sum(log_time) FILTER (moved AND gap > 0), 0) AS log_sum, count(*) FILTER (NOT moved) AS censored
    FROM visits_at_risk WHERE moved OR (gap < 0 AND follow < getvariable('horizon')) GROUP BY ALL;
CREATE TEMP TABLE transitions AS
    SELECT fold, touchpoint AS source, next_touchpoint AS target, reached, count(*) AS moves, sum(log_time) AS log_sum,
        sum(CAST(log_time AS BIGINT) * log_time // 1000000) AS log_square_sum
    FROM visits_at_risk WHERE next_touchpoint IS NOT NULL GROUP BY ALL;
CREATE TEMP TABLE second_order AS
    SELECT coalesce(previous, -1) AS previous, touchpoint, coalesce(next_touchpoint, -1) AS next, count(*) AS moves
    FROM visits_at_risk WHERE reached = 0 GROUP BY ALL;

CREATE TEMP TABLE answers AS
    SELECT customer, fold, segment, touchpoint, channel, stage, step, settled, 1000 * CAST(nps AS INTEGER) AS score,
        CAST(round(CASE WHEN nps < 7.5 THEN (nps - 7.5) / 3.75 ELSE (nps - 7.5) / 1.25 END * 1e6) AS INTEGER) AS valence,
        nps >= 9 AS favourable, nps <= 6 AS unfavourable
    FROM visits_at_risk WHERE nps IS NOT NULL;
CREATE TEMP TABLE scores AS
    SELECT fold, touchpoint, count(*) AS n, sum(score) AS score_sum, sum(valence) AS valence_sum, sum((valence // 1000) * (valence // 1000)) AS valence_square_sum,
        count(*) FILTER (favourable) AS favourable, count(*) FILTER (unfavourable) AS unfavourable
    FROM answers GROUP BY ALL;
CREATE TEMP TABLE score_counts AS SELECT touchpoint, score, count(*) AS n FROM answers GROUP BY ALL;
CREATE TEMP TABLE score_squares AS
    SELECT touchpoint, sum(n * n) AS n FROM (SELECT customer, touchpoint, count(*) AS n FROM answers GROUP BY ALL) GROUP BY ALL;
CREATE TEMP TABLE answer_squares AS
    WITH staged AS (SELECT customer, stage, count(*) AS n FROM answers GROUP BY ALL)
    SELECT stage, sum(n * n) AS n FROM staged GROUP BY ALL
    UNION ALL SELECT -1, sum(n * n) FROM (SELECT sum(n) AS n FROM staged GROUP BY customer);
CREATE TEMP TABLE channel_scores AS
    SELECT fold, touchpoint, channel, count(*) AS n, sum(score) AS score_sum, sum(valence) AS valence_sum, count(*) FILTER (favourable) AS favourable,
        count(*) FILTER (unfavourable) AS unfavourable
    FROM answers GROUP BY ALL;
CREATE TEMP TABLE channel_score_squares AS
    SELECT touchpoint, channel, sum(n * n) AS n FROM (SELECT customer, touchpoint, channel, count(*) AS n FROM answers GROUP BY ALL) GROUP BY ALL;
CREATE TEMP TABLE segment_scores AS
    SELECT fold, touchpoint, segment, count(*) AS n, sum(score) AS score_sum, sum(valence) AS valence_sum, count(*) FILTER (favourable) AS favourable,
        count(*) FILTER (unfavourable) AS unfavourable
    FROM answers GROUP BY ALL;
CREATE TEMP TABLE segment_score_squares AS
    SELECT touchpoint, segment, sum(n * n) AS n FROM (SELECT customer, segment, touchpoint, count(*) AS n FROM answers GROUP BY ALL) GROUP BY ALL;
CREATE TEMP TABLE experience AS
    SELECT fold, least(readings, 20) AS readings, count(*) AS journeys, sum(CAST(round(mean) AS BIGINT)) AS mean_sum, sum(CAST(round((peak + last) / 2) AS BIGINT)) AS peak_end_sum
    FROM (SELECT any_value(fold) AS fold, count(*) AS readings, avg(valence) AS mean, arg_max(valence, abs(valence) * 16777216::BIGINT + step) AS peak,
            arg_max(valence, step) AS last
        FROM answers GROUP BY customer)
    GROUP BY ALL;

CREATE TEMP TABLE landmark_scores AS
    SELECT touchpoint, segment, channel, band, exposure, goal, count(*) AS customers
    FROM (
        SELECT v.touchpoint, v.segment, v.channel, p.goal, (v.step > 1)::INT + (v.step > 3)::INT + (v.step > 6)::INT + (v.step > 11)::INT AS band,
            CASE WHEN unfavourable THEN 1 WHEN favourable THEN 2 ELSE 0 END AS exposure
        FROM answers v JOIN per_customer p USING (customer)
        WHERE settled QUALIFY row_number() OVER (PARTITION BY v.customer, v.touchpoint ORDER BY v.step) = 1)
    GROUP BY ALL;
CREATE TEMP TABLE long_waits AS
    WITH running AS (SELECT touchpoint, bin, sum(moves) OVER (PARTITION BY touchpoint ORDER BY bin) AS so_far, sum(moves) OVER (PARTITION BY touchpoint) AS total FROM gap_times),
        medians AS (SELECT touchpoint, 1000 * 1.02 ** (min(bin) + 0.5) AS median FROM running WHERE so_far >= (total + 1) // 2 GROUP BY touchpoint),
        limits AS (SELECT stage, 1.5 * median(median) AS longest FROM medians JOIN touchpoint_stage USING (touchpoint) GROUP BY stage)
    SELECT touchpoint, CAST(floor(longest) AS BIGINT) AS wait
    FROM medians JOIN touchpoint_stage USING (touchpoint) JOIN limits USING (stage) WHERE median > longest;
CREATE TEMP TABLE landmark_waits AS
    SELECT touchpoint, segment, channel, band, exposure, goal, count(*) AS customers
    FROM (
        SELECT v.touchpoint, v.segment, v.channel, p.goal, (v.step > 1)::INT + (v.step > 3)::INT + (v.step > 6)::INT + (v.step > 11)::INT AS band,
            CASE WHEN gap BETWEEN 0 AND wait THEN 0 ELSE 1 END AS exposure
        FROM visits_at_risk v JOIN long_waits w USING (touchpoint) JOIN per_customer p USING (customer)
        WHERE settled AND follow >= wait QUALIFY row_number() OVER (PARTITION BY v.customer, v.touchpoint ORDER BY v.step) = 1)
    GROUP BY ALL;

CREATE TEMP TABLE per_stage AS
    SELECT *, late OR (active AND NOT going_on) AS open, late OR (active AND NOT going_on AND mask = 0) AS unclear
    FROM (
        SELECT *, CAST(ended AS INTEGER) + 2 * CAST(rework AS INTEGER) + 4 * CAST(escalated AS INTEGER) + 16 * CAST(bad AS INTEGER) AS mask,
            coalesce(max(last_step) OVER (PARTITION BY customer ORDER BY stage ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), 0) > first_step
                OR (stage = getvariable('goal_stage') AND reached > 0) AS going_on
        FROM (
            SELECT customer, any_value(fold) AS fold, any_value(segment) AS segment, stage, count(*) AS visits, min(step) AS first_step,
                max(step) AS last_step, max(reached) AS reached, bool_or(gap < 0 AND settled) AS ended, bool_and(follow < getvariable('stage_window')) AS late,
                bool_or(follow < getvariable('horizon')) AS active, bool_or(coalesce(rework, false)) AS rework, bool_or(coalesce(escalated, false)) AS escalated,
                bool_or(coalesce(nps <= 6, false)) AS bad, sum(gap) FILTER (moved) AS spent
            FROM visits_at_risk GROUP BY customer, stage));
CREATE TEMP TABLE stage_sums AS
    SELECT fold, stage, count(*) AS customers, count(*) AS journeys, count(*) AS journeys_squared, count(*) FILTER (open) AS open,
        count(*) FILTER (going_on AND NOT open) AS going_on, sum(visits) AS visits
    FROM per_stage GROUP BY ALL;
CREATE TEMP TABLE stage_friction AS SELECT fold, stage, mask, count(*) AS journeys FROM per_stage WHERE NOT unclear GROUP BY ALL;
CREATE TEMP TABLE stage_squares AS SELECT stage, count(*) AS journeys FROM per_stage WHERE NOT unclear GROUP BY ALL;
CREATE TEMP TABLE stage_times AS
    SELECT stage, CAST(floor(round(ln(greatest(spent, 1000) / 1000) * 1e6) / (1e6 * ln(1.02))) AS INTEGER) AS bin, count(*) AS journeys
    FROM per_stage WHERE spent IS NOT NULL GROUP BY ALL;
CREATE TEMP TABLE segment_stages AS
    SELECT fold, stage, segment, count(*) AS customers, count(*) AS journeys, count(*) FILTER (open) AS open, count(*) FILTER (going_on AND NOT open) AS going_on
    FROM per_stage GROUP BY ALL;
CREATE TEMP TABLE segment_friction AS SELECT fold, stage, segment, mask, count(*) AS journeys FROM per_stage WHERE NOT unclear GROUP BY ALL;
CREATE TEMP TABLE segment_stage_squares AS SELECT stage, segment, count(*) AS journeys FROM per_stage WHERE NOT unclear GROUP BY ALL;

-- After the relations of by_hand.sql up to `moves`: the sums of a trend by week and by day, as somebody would write them for this file.

SET VARIABLE until = (SELECT max(time) FROM events);
SET VARIABLE first = (SELECT min(time) // 86400000000 * 86400000000 FROM events);
SET VARIABLE horizon = (SELECT quantile_disc(gap, 0.99) FROM moves WHERE gap > 0);
SET VARIABLE goal_stage = (SELECT stage FROM touchpoint_stage WHERE touchpoint = (SELECT code FROM touchpoint_names WHERE name = '{goal}'));

CREATE TEMP TABLE dated AS
    SELECT *, CAST((getvariable('until') - follow - getvariable('first')) // 86400000000 AS INTEGER) AS day,
        CAST((getvariable('until') - follow - getvariable('first')) // 604800000000 AS INTEGER) AS period,
        reached = 0 AND stage <= getvariable('goal_stage') AND follow >= getvariable('horizon') AS settled,
        follow >= getvariable('horizon') AND gap BETWEEN 0 AND getvariable('horizon') AS followed,
        follow >= getvariable('horizon') AND gap BETWEEN 1 AND getvariable('horizon') AS timed
    FROM moves;

CREATE TEMP TABLE entries AS
    SELECT customer, fold, segment, stage, max(follow) AS entered, min(follow) AS last, min(step) AS first_step, max(step) AS last_step,
        max(reached) AS reached, max(CASE WHEN reached = 1 THEN follow ELSE -1 END) AS won, arg_min(channel, step) AS channel,
        max(CASE WHEN next_touchpoint IS NULL AND settled THEN 1 ELSE 0 END) + 2 * max(CASE WHEN rework THEN 1 ELSE 0 END)
            + 4 * max(CASE WHEN escalated THEN 1 ELSE 0 END) + 16 * max(CASE WHEN nps <= 6 THEN 1 ELSE 0 END) AS mask,
        min(day) AS day, min(period) AS period
    FROM dated GROUP BY customer, fold, segment, stage;
CREATE TEMP TABLE stages AS
    SELECT *, (stage = getvariable('goal_stage') AND won >= 0 AND entered - won <= 2 * getvariable('horizon'))
            OR (later_step > first_step AND entered - later_came <= 2 * getvariable('horizon')) AS going_on,
        entered >= 2 * getvariable('horizon') AS known
    FROM (SELECT *, max(last_step) OVER w AS later_step, max(entered) OVER w AS later_came
        FROM entries WINDOW w AS (PARTITION BY customer ORDER BY stage ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING));

CREATE TEMP TABLE t1 AS SELECT fold, period, touchpoint, count(*) AS visits, count(*) FILTER (settled) AS settled,
        count(*) FILTER (settled AND gap NOT BETWEEN 0 AND getvariable('horizon')) AS lost, count(*) FILTER (followed) AS followed,
        count(*) FILTER (followed AND rework) AS rework, count(*) FILTER (followed AND escalable) AS escalable,
        count(*) FILTER (followed AND escalated) AS escalated, count(*) FILTER (timed) AS timed, sum(log_time) FILTER (timed) AS log_sum
    FROM dated GROUP BY ALL;
CREATE TEMP TABLE t2 AS SELECT day, touchpoint, count(*) AS visits, count(*) FILTER (settled) AS settled,
        count(*) FILTER (settled AND gap NOT BETWEEN 0 AND getvariable('horizon')) AS lost, count(*) FILTER (followed) AS followed,
        count(*) FILTER (followed AND rework) AS rework, count(*) FILTER (followed AND escalable) AS escalable,
        count(*) FILTER (followed AND escalated) AS escalated, count(*) FILTER (timed) AS timed, sum(log_time) FILTER (timed) AS log_sum,
        sum(CAST(log_time AS BIGINT) * log_time // 1000000) FILTER (timed) AS log_square_sum
    FROM dated GROUP BY ALL;
CREATE TEMP TABLE t3 AS SELECT fold, period, stage, channel, count(*) AS visits, count(*) FILTER (settled) AS settled,
        count(*) FILTER (settled AND gap NOT BETWEEN 0 AND getvariable('horizon')) AS lost, count(*) FILTER (followed) AS followed,
        count(*) FILTER (followed AND rework) AS rework, count(*) FILTER (followed AND escalable) AS escalable,
        count(*) FILTER (followed AND escalated) AS escalated, count(*) FILTER (timed) AS timed, sum(log_time) FILTER (timed) AS log_sum
    FROM dated GROUP BY ALL;
CREATE TEMP TABLE t4 AS SELECT day, stage, channel, count(*) AS visits, count(*) FILTER (settled) AS settled,
        count(*) FILTER (settled AND gap NOT BETWEEN 0 AND getvariable('horizon')) AS lost, count(*) FILTER (followed) AS followed,
        count(*) FILTER (followed AND rework) AS rework, count(*) FILTER (followed AND escalable) AS escalable,
        count(*) FILTER (followed AND escalated) AS escalated, count(*) FILTER (timed) AS timed, sum(log_time) FILTER (timed) AS log_sum,
        sum(CAST(log_time AS BIGINT) * log_time // 1000000) FILTER (timed) AS log_square_sum
    FROM dated GROUP BY ALL;
CREATE TEMP TABLE t5 AS SELECT fold, period, stage, segment, count(*) AS visits, count(*) FILTER (settled) AS settled,
        count(*) FILTER (settled AND gap NOT BETWEEN 0 AND getvariable('horizon')) AS lost, count(*) FILTER (followed) AS followed,
        count(*) FILTER (followed AND rework) AS rework, count(*) FILTER (followed AND escalable) AS escalable,
        count(*) FILTER (followed AND escalated) AS escalated, count(*) FILTER (timed) AS timed, sum(log_time) FILTER (timed) AS log_sum
    FROM dated GROUP BY ALL;
CREATE TEMP TABLE t6 AS SELECT day, stage, segment, count(*) AS visits, count(*) FILTER (settled) AS settled,
        count(*) FILTER (settled AND gap NOT BETWEEN 0 AND getvariable('horizon')) AS lost, count(*) FILTER (followed) AS followed,
        count(*) FILTER (followed AND rework) AS rework, count(*) FILTER (followed AND escalable) AS escalable,
        count(*) FILTER (followed AND escalated) AS escalated, count(*) FILTER (timed) AS timed, sum(log_time) FILTER (timed) AS log_sum,
        sum(CAST(log_time AS BIGINT) * log_time // 1000000) FILTER (timed) AS log_square_sum
    FROM dated GROUP BY ALL;
CREATE TEMP TABLE t7 AS SELECT fold, period, stage, count(*) AS entries, count(*) FILTER (known) AS known, count(*) FILTER (known AND going_on) AS going_on,
        count(*) FILTER (known AND (last >= getvariable('horizon') OR going_on OR mask > 0)) AS met,
        count(*) FILTER (known AND mask > 0) AS friction, count(*) FILTER (known AND mask & 1 > 0) AS ended,
        count(*) FILTER (known AND mask & 2 > 0) AS reworked, count(*) FILTER (known AND mask & 4 > 0) AS was_escalated,
        count(*) FILTER (known AND mask & 16 > 0) AS bad_score
    FROM stages GROUP BY ALL;
CREATE TEMP TABLE t8 AS SELECT day, stage, count(*) AS entries, count(*) FILTER (known) AS known, count(*) FILTER (known AND going_on) AS going_on,
        count(*) FILTER (known AND (last >= getvariable('horizon') OR going_on OR mask > 0)) AS met,
        count(*) FILTER (known AND mask > 0) AS friction, count(*) FILTER (known AND mask & 1 > 0) AS ended,
        count(*) FILTER (known AND mask & 2 > 0) AS reworked, count(*) FILTER (known AND mask & 4 > 0) AS was_escalated,
        count(*) FILTER (known AND mask & 16 > 0) AS bad_score
    FROM stages GROUP BY ALL;
CREATE TEMP TABLE t9 AS SELECT fold, period, stage, channel, count(*) AS entries, count(*) FILTER (known) AS known, count(*) FILTER (known AND going_on) AS going_on,
        count(*) FILTER (known AND (last >= getvariable('horizon') OR going_on OR mask > 0)) AS met,
        count(*) FILTER (known AND mask > 0) AS friction, count(*) FILTER (known AND mask & 1 > 0) AS ended,
        count(*) FILTER (known AND mask & 2 > 0) AS reworked, count(*) FILTER (known AND mask & 4 > 0) AS was_escalated,
        count(*) FILTER (known AND mask & 16 > 0) AS bad_score
    FROM stages GROUP BY ALL;
CREATE TEMP TABLE t10 AS SELECT day, stage, channel, count(*) AS entries, count(*) FILTER (known) AS known, count(*) FILTER (known AND going_on) AS going_on,
        count(*) FILTER (known AND (last >= getvariable('horizon') OR going_on OR mask > 0)) AS met,
        count(*) FILTER (known AND mask > 0) AS friction, count(*) FILTER (known AND mask & 1 > 0) AS ended,
        count(*) FILTER (known AND mask & 2 > 0) AS reworked, count(*) FILTER (known AND mask & 4 > 0) AS was_escalated,
        count(*) FILTER (known AND mask & 16 > 0) AS bad_score
    FROM stages GROUP BY ALL;
CREATE TEMP TABLE t11 AS SELECT fold, period, stage, segment, count(*) AS entries, count(*) FILTER (known) AS known, count(*) FILTER (known AND going_on) AS going_on,
        count(*) FILTER (known AND (last >= getvariable('horizon') OR going_on OR mask > 0)) AS met,
        count(*) FILTER (known AND mask > 0) AS friction, count(*) FILTER (known AND mask & 1 > 0) AS ended,
        count(*) FILTER (known AND mask & 2 > 0) AS reworked, count(*) FILTER (known AND mask & 4 > 0) AS was_escalated,
        count(*) FILTER (known AND mask & 16 > 0) AS bad_score
    FROM stages GROUP BY ALL;
CREATE TEMP TABLE t12 AS SELECT day, stage, segment, count(*) AS entries, count(*) FILTER (known) AS known, count(*) FILTER (known AND going_on) AS going_on,
        count(*) FILTER (known AND (last >= getvariable('horizon') OR going_on OR mask > 0)) AS met,
        count(*) FILTER (known AND mask > 0) AS friction, count(*) FILTER (known AND mask & 1 > 0) AS ended,
        count(*) FILTER (known AND mask & 2 > 0) AS reworked, count(*) FILTER (known AND mask & 4 > 0) AS was_escalated,
        count(*) FILTER (known AND mask & 16 > 0) AS bad_score
    FROM stages GROUP BY ALL;
CREATE TEMP TABLE t13 AS SELECT fold, period, touchpoint, count(*) AS n, sum(nps) AS score_sum, sum(CASE WHEN nps < 7.5 THEN (nps - 7.5) / 3.75 ELSE (nps - 7.5) * 0.8 END) AS valence_sum,
        count(*) FILTER (nps >= 9) AS favourable, count(*) FILTER (nps <= 6) AS unfavourable
    FROM dated WHERE nps IS NOT NULL GROUP BY ALL;
CREATE TEMP TABLE t14 AS SELECT day, touchpoint, count(*) AS n, sum(nps) AS score_sum, sum(CASE WHEN nps < 7.5 THEN (nps - 7.5) / 3.75 ELSE (nps - 7.5) * 0.8 END) AS valence_sum,
        count(*) FILTER (nps >= 9) AS favourable, count(*) FILTER (nps <= 6) AS unfavourable
    FROM dated WHERE nps IS NOT NULL GROUP BY ALL;
CREATE TEMP TABLE t15 AS SELECT fold, period, stage, channel, count(*) AS n, sum(nps) AS score_sum, sum(CASE WHEN nps < 7.5 THEN (nps - 7.5) / 3.75 ELSE (nps - 7.5) * 0.8 END) AS valence_sum,
        count(*) FILTER (nps >= 9) AS favourable, count(*) FILTER (nps <= 6) AS unfavourable
    FROM dated WHERE nps IS NOT NULL GROUP BY ALL;
CREATE TEMP TABLE t16 AS SELECT day, stage, channel, count(*) AS n, sum(nps) AS score_sum, sum(CASE WHEN nps < 7.5 THEN (nps - 7.5) / 3.75 ELSE (nps - 7.5) * 0.8 END) AS valence_sum,
        count(*) FILTER (nps >= 9) AS favourable, count(*) FILTER (nps <= 6) AS unfavourable
    FROM dated WHERE nps IS NOT NULL GROUP BY ALL;
CREATE TEMP TABLE t17 AS SELECT fold, period, stage, segment, count(*) AS n, sum(nps) AS score_sum, sum(CASE WHEN nps < 7.5 THEN (nps - 7.5) / 3.75 ELSE (nps - 7.5) * 0.8 END) AS valence_sum,
        count(*) FILTER (nps >= 9) AS favourable, count(*) FILTER (nps <= 6) AS unfavourable
    FROM dated WHERE nps IS NOT NULL GROUP BY ALL;
CREATE TEMP TABLE t18 AS SELECT day, stage, segment, count(*) AS n, sum(nps) AS score_sum, sum(CASE WHEN nps < 7.5 THEN (nps - 7.5) / 3.75 ELSE (nps - 7.5) * 0.8 END) AS valence_sum,
        count(*) FILTER (nps >= 9) AS favourable, count(*) FILTER (nps <= 6) AS unfavourable
    FROM dated WHERE nps IS NOT NULL GROUP BY ALL;
CREATE TEMP TABLE journeys AS
    SELECT fold, period, count(*) AS journeys, count(*) FILTER (to_goal >= 0) AS goals, sum(visits) AS visits
    FROM (SELECT customer, min(fold) AS fold, min(period) AS period, count(*) AS visits,
            max(follow) - max(CASE WHEN reached = 1 THEN follow END) AS to_goal FROM dated GROUP BY customer) GROUP BY ALL;
CREATE TEMP TABLE people AS SELECT fold, period, count(DISTINCT customer) AS customers FROM dated GROUP BY ALL;
CREATE TEMP TABLE money AS
    SELECT fold, (time - getvariable('first')) // 604800000000 AS period, sum(value) AS value, count(*) AS valued
    FROM events WHERE value IS NOT NULL GROUP BY ALL;
SELECT (SELECT count(*) FROM t1) AS rows_by_week, (SELECT count(*) FROM t2) AS rows_by_day, (SELECT sum(visits) FROM t1) AS visits;

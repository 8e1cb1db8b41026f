-- name: insert_appraisal<!
-- A year's appraisal is published; nothing where it was before.
INSERT INTO appraisals (year, figures, kept_at) VALUES (:year, :figures, :kept_at) ON CONFLICT (year) DO NOTHING RETURNING year;

-- name: find_appraisal^
-- A year's appraisal as it was published, and when.
SELECT figures, kept_at FROM appraisals WHERE year = :year;

-- name: list_items_commented
-- On which items leaders commented in some months, and how often.
SELECT item_id, count(*) FROM leader_comments WHERE month >= :first AND month <= :last GROUP BY item_id ORDER BY item_id;

-- name: list_items_untrue
-- Which items were found untrue in some months, and still are.
SELECT DISTINCT item_id FROM item_faults
WHERE fault = 'untrue' AND cleared_at IS NULL AND month >= :first AND month <= :last ORDER BY item_id;

-- name: count_appeals
-- How many appeals of a span of time stand in which state.
SELECT state, count(*) FROM appeals WHERE asked_at >= :since AND asked_at < :until GROUP BY state;

-- name: list_adoptions_standing
-- What channels took in some days, and still have, without texts.
SELECT item_id, channel, day FROM adoptions WHERE day >= :first AND day <= :last AND revoked_at IS NULL ORDER BY id;

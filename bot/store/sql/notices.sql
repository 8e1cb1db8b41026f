-- name: insert_notice<!
-- A notice, or a correction of one.
INSERT INTO notices (kind, year, number, month, figures, why, published_by, published_at)
VALUES (:kind, :year, :number, :month, :figures, :why, :published_by, :published_at) RETURNING id;

-- name: find_notice^
-- One of them.
SELECT id, kind, year, number, month, figures, why, published_by, published_at FROM notices WHERE id = :id;

-- name: find_notice_of_month^
-- The month's notice.
SELECT id, kind, year, number, month, figures, why, published_by, published_at FROM notices
WHERE month = :month AND kind = 'notice' ORDER BY id DESC LIMIT 1;

-- name: find_newest_of_month^
-- The month's notice, or its newest correction.
SELECT id, kind, year, number, month, figures, why, published_by, published_at FROM notices
WHERE month = :month ORDER BY id DESC LIMIT 1;

-- name: find_notice_before^
-- What was published of its month before one of them.
SELECT b.id, b.kind, b.year, b.number, b.month, b.figures, b.why, b.published_by, b.published_at
FROM notices n JOIN notices b ON b.month = n.month AND b.id < n.id WHERE n.id = :id ORDER BY b.id DESC LIMIT 1;

-- name: list_notices_since
-- Monthly notices that were published since then.
SELECT id, kind, year, number, month, figures, why, published_by, published_at FROM notices
WHERE kind = 'notice' AND published_at >= :since ORDER BY id;

-- name: last_notice_number$
-- The newest number of a kind in a year.
SELECT coalesce(max(number), 0) FROM notices WHERE kind = :kind AND year = :year;

-- name: last_published$
-- The newest month that is published. Before there were notices, a month was closed by its shortfall list.
SELECT max(month) FROM (
    SELECT max(month) AS month FROM notices WHERE kind = 'notice' UNION ALL SELECT value FROM meta WHERE key = 'closed_until'
) AS closed;

-- name: list_published_months
-- The months that have a notice, the newest first.
SELECT month FROM notices WHERE kind = 'notice' ORDER BY month DESC LIMIT :most;

-- name: count_taken
-- How many adoptions are booked from one month to another, by the item's unit and channel; one that was taken back counts
-- in the month of its booking, and against the month of its taking back.
SELECT unit_id, channel, CAST(sum(number) AS BIGINT) FROM (
    SELECT i.unit_id AS unit_id, a.channel AS channel, 1 AS number FROM adoptions a JOIN items i ON i.id = a.item_id
    WHERE a.month >= :first AND a.month <= :last
    UNION ALL
    SELECT i.unit_id, a.channel, -1 FROM adoptions a JOIN items i ON i.id = a.item_id
    WHERE a.revoked_month IS NOT NULL AND a.revoked_month >= :first AND a.revoked_month <= :last
) AS booked GROUP BY unit_id, channel HAVING sum(number) <> 0 ORDER BY unit_id, channel;

-- name: count_commented
-- How many comments of leaders are booked in a month, by the item's unit, and of how many nobody has said yet whether they may
-- be passed on.
SELECT i.unit_id, count(*), CAST(sum(CASE WHEN c.state = 'asked' THEN 1 ELSE 0 END) AS BIGINT)
FROM leader_comments c JOIN items i ON i.id = c.item_id
WHERE c.month = :month GROUP BY i.unit_id ORDER BY i.unit_id;

-- name: list_month_at
-- The items of a month; what has been decided since a moment counts as open then.
SELECT id, unit_id, kind, person_id, state = 'destroyed' AS is_gone,
       CASE WHEN decided_at > :at THEN 'waiting' ELSE state END AS state,
       CASE WHEN decided_at > :at THEN NULL ELSE reason END AS reason
FROM items WHERE month = :month ORDER BY id;

-- name: list_items_before
-- What has changed of these items since the moment, each as it was before the change and after it, the first first.
SELECT a.subject_id, a.before, a.after FROM audit a JOIN items i ON i.id = a.subject_id
WHERE a.subject = 'item' AND i.month = :month AND a.done_at > :at AND a.before IS NOT NULL AND a.after IS NOT NULL
ORDER BY a.id;

-- name: list_people_before
-- The entries of everybody that have changed since a moment, each as it was before the change, the first first.
SELECT subject_id, before FROM audit WHERE subject = 'person' AND done_at > :at AND before IS NOT NULL ORDER BY id;

-- name: list_entries_altered
-- The changes of everybody's entries from a moment on, the newest first.
SELECT subject_id, before, after FROM audit
WHERE subject = 'person' AND done_at >= :at AND before IS NOT NULL AND after IS NOT NULL ORDER BY id DESC;

-- name: list_entry_altered
-- Those of one person's.
SELECT subject_id, before, after FROM audit
WHERE subject = 'person' AND subject_id = :person_id AND done_at >= :at AND before IS NOT NULL AND after IS NOT NULL
ORDER BY id DESC;

-- name: list_bookings_handed_in
-- What was handed in for demands with the items of a month.
SELECT b.id, b.demand_id, b.unit_id, u.name, b.person_id, p.name, b.state, b.note, b.booked_at, b.answer_by_at, b.item_id,
       d.title, d.due_at, i.received_at
FROM items i JOIN bookings b ON b.item_id = i.id JOIN units u ON u.id = b.unit_id LEFT JOIN people p ON p.id = b.person_id
JOIN demands d ON d.id = b.demand_id
WHERE i.month = :month AND b.state = 'fulfilled' ORDER BY b.demand_id, b.id;

-- name: list_bookings_given_up
-- What the clock has given up in a span of time, for want of an item or of an answer, each with its demand.
SELECT b.demand_id, d.title, u.name FROM bookings b JOIN units u ON u.id = b.unit_id JOIN demands d ON d.id = b.demand_id
WHERE b.state IN ('lapsed', 'unanswered') AND EXISTS (
    SELECT 1 FROM audit a WHERE a.subject = 'booking' AND a.subject_id = b.id AND a.step = 'lapse'
        AND a.done_at >= :since AND a.done_at < :until
) ORDER BY b.demand_id, b.id;

-- name: find_shared_item^
-- An item of which several units have points in a month.
SELECT item_id FROM point_lines WHERE month = :month AND item_id IS NOT NULL
GROUP BY item_id HAVING count(DISTINCT unit_id) > 1 LIMIT 1;

-- name: sum_points_by_unit
-- What each unit has from one month to another, in hundredths of points.
SELECT unit_id, CAST(sum(hundredths) AS BIGINT) FROM point_lines WHERE month >= :first AND month <= :last
GROUP BY unit_id ORDER BY unit_id;

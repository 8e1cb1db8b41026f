-- name: insert_adoption<!
-- A channel took an item.
INSERT INTO adoptions (item_id, channel, kind, day, month, issue, is_late, person_id, recorded_at)
VALUES (:item_id, :channel, :kind, :day, :month, :issue, :is_late, :person_id, :recorded_at) RETURNING id;

-- name: list_adoptions_of_item
-- Which channels took an item, those that were taken back too.
SELECT id, item_id, channel, kind, day, month, issue, is_late, person_id, recorded_at, revoked_by, revoked_at, revoked_month
FROM adoptions WHERE item_id = :item_id ORDER BY id;

-- name: list_adoptions_between
-- A channel's adoptions of some days, those that were taken back too.
SELECT id, item_id, channel, kind, day, month, issue, is_late, person_id, recorded_at, revoked_by, revoked_at, revoked_month
FROM adoptions WHERE day >= :first AND day <= :last AND channel = :channel ORDER BY id;

-- name: list_items_adopted_since
-- The items of which an adoption or its revocation is booked in a month or later.
SELECT DISTINCT item_id FROM adoptions WHERE month >= :month OR revoked_month >= :month ORDER BY item_id;

-- name: revoke_adoption!
-- It was taken back.
UPDATE adoptions SET revoked_by = :revoked_by, revoked_at = :revoked_at, revoked_month = :revoked_month WHERE id = :id;

-- name: delete_adoptions_after!
-- What was recorded of an item after that row is undone.
DELETE FROM adoptions WHERE item_id = :item_id AND id > :after;

-- name: wipe_adoptions!
-- What was typed with them.
UPDATE adoptions SET issue = NULL WHERE item_id = :item_id;

-- name: last_adoption$
-- The newest row of all.
SELECT coalesce(max(id), 0) FROM adoptions;

-- name: list_adopted_titles
-- What adopted items of these months are and were called.
SELECT i.id, v.title FROM items i JOIN item_versions v ON v.item_id = i.id
WHERE i.state = 'adopted' AND i.month >= :month GROUP BY i.id, v.title ORDER BY i.id;

-- name: list_unadopted_titles
-- What items of these months are and were called that the desk has not adopted, and may yet.
SELECT i.id, v.title FROM items i JOIN item_versions v ON v.item_id = i.id
WHERE i.state IN ('waiting', 'reviewing', 'reserved', 'returned', 'rejected') AND i.month >= :month
GROUP BY i.id, v.title ORDER BY i.id;

-- name: insert_line!
-- A line of points is booked.
INSERT INTO point_lines (item_id, day, month, channel, kind, person_id, unit_id, hundredths, rule, version, booking_id)
VALUES (:item_id, :day, :month, :channel, :kind, :person_id, :unit_id, :hundredths, :rule, :version, :booking_id);

-- name: list_lines_of_item
-- All lines of an item, in the order in which they were booked.
SELECT l.id, l.item_id, i.number, i.title, l.day, l.month, l.channel, l.kind, l.person_id, l.unit_id, l.hundredths, l.rule, l.version
FROM point_lines l JOIN items i ON i.id = l.item_id WHERE l.item_id = :item_id ORDER BY l.id;

-- name: list_lines_of_person
-- A person's lines from one month to another.
SELECT l.id, coalesce(l.item_id, 0), coalesce(i.number, 'T' || d.id, ''), coalesce(i.title, d.title, ''), l.day, l.month,
    l.channel, l.kind, l.person_id, l.unit_id, l.hundredths, l.rule, l.version
FROM point_lines l LEFT JOIN items i ON i.id = l.item_id
LEFT JOIN bookings b ON b.id = l.booking_id LEFT JOIN demands d ON d.id = b.demand_id
WHERE l.person_id = :person_id AND l.month >= :first AND l.month <= :last ORDER BY l.month, l.day, l.id;

-- name: list_lines_of_unit
-- A unit's lines from one month to another.
SELECT l.id, coalesce(l.item_id, 0), coalesce(i.number, 'T' || d.id, ''), coalesce(i.title, d.title, ''), l.day, l.month,
    l.channel, l.kind, l.person_id, l.unit_id, l.hundredths, l.rule, l.version
FROM point_lines l LEFT JOIN items i ON i.id = l.item_id
LEFT JOIN bookings b ON b.id = l.booking_id LEFT JOIN demands d ON d.id = b.demand_id
WHERE l.unit_id = :unit_id AND l.month >= :first AND l.month <= :last ORDER BY l.month, l.day, l.id;

-- name: list_items_with_lines_since
-- The items of which a line is booked in a month or later.
SELECT DISTINCT item_id FROM point_lines WHERE month >= :month AND item_id IS NOT NULL ORDER BY item_id;

-- name: list_lines_of_booking
-- What was taken off for a commission that was not delivered.
SELECT l.id, 0, 'T' || b.demand_id, '', l.day, l.month, l.channel, l.kind, l.person_id, l.unit_id, l.hundredths, l.rule, l.version
FROM point_lines l JOIN bookings b ON b.id = l.booking_id WHERE l.booking_id = :booking_id ORDER BY l.id;

-- name: has_lines_by_rule$
-- Whether a month has a line of that rule.
SELECT count(*) FROM (SELECT 1 FROM point_lines WHERE month = :month AND rule = :rule LIMIT 1) AS one;

-- name: insert_fault<!
-- An editor found an item at fault.
INSERT INTO item_faults (item_id, fault, day, month, person_id, recorded_at)
VALUES (:item_id, :fault, :day, :month, :person_id, :recorded_at) RETURNING id;

-- name: list_faults_of_item
-- What was found wrong with an item, what was taken back too.
SELECT id, item_id, fault, day, month, person_id, recorded_at, cleared_by, cleared_at, cleared_month
FROM item_faults WHERE item_id = :item_id ORDER BY id;

-- name: list_items_at_fault_since
-- The items of which a fault, or its taking back, is booked in a month or later.
SELECT DISTINCT item_id FROM item_faults WHERE month >= :month OR cleared_month >= :month ORDER BY item_id;

-- name: clear_fault!
-- It was taken back.
UPDATE item_faults SET cleared_by = :cleared_by, cleared_at = :cleared_at, cleared_month = :cleared_month WHERE id = :id;

-- name: sum_by_person
-- What a ranking needs: by person and channel the points, of how many items they came, and the newest line.
SELECT subject, channel, CAST(sum(hundredths) AS BIGINT), sum(CASE WHEN hundredths > 0 THEN 1 ELSE 0 END), max(newest) FROM (
    SELECT person_id AS subject, channel, sum(hundredths) AS hundredths, max(id) AS newest FROM point_lines
    WHERE month >= :first AND month <= :last AND person_id IS NOT NULL GROUP BY person_id, channel, item_id
) AS each_item GROUP BY subject, channel ORDER BY subject, channel;

-- name: sum_by_unit
-- The same by unit.
SELECT subject, channel, CAST(sum(hundredths) AS BIGINT), sum(CASE WHEN hundredths > 0 THEN 1 ELSE 0 END), max(newest) FROM (
    SELECT unit_id AS subject, channel, sum(hundredths) AS hundredths, max(id) AS newest FROM point_lines
    WHERE month >= :first AND month <= :last GROUP BY unit_id, channel, item_id
) AS each_item GROUP BY subject, channel ORDER BY subject, channel;

-- name: delete_lines_after!
-- What was booked of an item after that line is undone.
DELETE FROM point_lines WHERE item_id = :item_id AND id > :after;

-- name: delete_lines_between!
-- What was booked of an item after that line, up to another, is undone.
DELETE FROM point_lines WHERE item_id = :item_id AND id > :after AND id <= :until;

-- name: last_line$
-- The newest line of all.
SELECT coalesce(max(id), 0) FROM point_lines;

-- name: save_share!
-- What the first reporter of an item gets.
INSERT INTO shares (item_id, first_percent) VALUES (:item_id, :first_percent)
ON CONFLICT (item_id) DO UPDATE SET first_percent = excluded.first_percent;

-- name: delete_share!
-- All share equally.
DELETE FROM shares WHERE item_id = :item_id;

-- name: find_share$
-- What the first reporter of an item gets, where an editor has set it.
SELECT first_percent FROM shares WHERE item_id = :item_id;

-- name: insert_sent_up!
-- An item was sent up.
INSERT INTO sent_up (item_id, person_id, sent_at) VALUES (:item_id, :person_id, :sent_at) ON CONFLICT (item_id) DO NOTHING;

-- name: delete_sent_up!
-- It was not.
DELETE FROM sent_up WHERE item_id = :item_id;

-- name: find_sent_up^
-- Who sent it up, when.
SELECT item_id, person_id, sent_at FROM sent_up WHERE item_id = :item_id;

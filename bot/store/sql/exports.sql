-- A page begins behind the last row of the one before; `until` is the last row of all, so that nobody looks beyond the months that
-- are asked for. The months themselves are compared where no index can be used: the pages go by the rows' own numbers.

-- name: span_of_items^
-- How many items of these months an export has, and their first and last row.
SELECT count(*), coalesce(min(id), 0), coalesce(max(id), 0) FROM items
WHERE month >= :first AND month <= :last AND state NOT IN ('held', 'destroyed');

-- name: list_items_to_export
-- A page of them.
SELECT i.id, i.number, i.received_at, i.month, i.unit_id, i.person_id, i.title, i.kind, i.is_urgent, i.themes, i.joint_units,
    i.source, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.decided_at, m.number, f.number, i.body
FROM items i LEFT JOIN items m ON m.id = i.merged_into LEFT JOIN items f ON f.id = i.follows_id AND f.state <> 'held'
WHERE i.id > :after AND i.id <= :until AND i.month || '' >= :first AND i.month || '' <= :last
    AND i.state NOT IN ('held', 'destroyed')
ORDER BY i.id LIMIT :most;

-- name: span_of_adoptions^
-- How many adoptions of some days an export has, those that were taken back too.
SELECT count(*), coalesce(min(a.id), 0), coalesce(max(a.id), 0) FROM adoptions a JOIN items i ON i.id = a.item_id
WHERE a.day >= :first AND a.day <= :last AND i.state <> 'held';

-- name: list_adoptions_to_export
-- A page of them.
SELECT a.id, a.day, i.number, i.title, i.unit_id, i.person_id, a.channel, a.kind, a.issue, a.is_late, a.month, a.person_id,
    a.recorded_at, a.revoked_at, a.revoked_month
FROM adoptions a JOIN items i ON i.id = a.item_id
WHERE a.id > :after AND a.id <= :until AND a.day || '' >= :first AND a.day || '' <= :last AND i.state <> 'held'
ORDER BY a.id LIMIT :most;

-- name: span_of_bookings^
-- How many bookings were made from one moment up to another.
SELECT count(*), coalesce(min(id), 0), coalesce(max(id), 0) FROM bookings WHERE booked_at >= :since AND booked_at < :before;

-- name: list_bookings_to_export
-- A page of them.
SELECT b.id, b.demand_id, d.title, b.unit_id, b.person_id, b.state, b.booked_at, d.due_at, i.number, b.note
FROM bookings b JOIN demands d ON d.id = b.demand_id LEFT JOIN items i ON i.id = b.item_id AND i.state <> 'held'
WHERE b.id > :after AND b.id <= :until AND b.booked_at >= :since AND b.booked_at < :before
ORDER BY b.id LIMIT :most;

-- name: span_of_readers^
-- How many are to read papers that were sent out from one moment up to another.
SELECT count(*), coalesce(min(r.id), 0), coalesce(max(r.id), 0) FROM circular_readers r JOIN circulars c ON c.id = r.circular_id
WHERE c.posted_at >= :since AND c.posted_at < :before;

-- name: list_readers_to_export
-- A page of them.
SELECT r.id, r.circular_id, c.title, c.posted_by, c.posted_at, c.due_at, r.person_id, r.read_at, r.read_by
FROM circular_readers r JOIN circulars c ON c.id = r.circular_id
WHERE r.id > :after AND r.id <= :until AND c.posted_at >= :since AND c.posted_at < :before
ORDER BY r.id LIMIT :most;

-- name: span_of_lines^
-- How many lines of points are booked in these months.
SELECT count(*), coalesce(min(l.id), 0), coalesce(max(l.id), 0) FROM point_lines l LEFT JOIN items i ON i.id = l.item_id
WHERE l.month >= :first AND l.month <= :last AND (i.id IS NULL OR i.state <> 'held');

-- name: list_lines_to_export
-- A page of them.
SELECT l.id, l.day, l.month, coalesce(i.number, 'T' || d.id, ''), coalesce(i.title, d.title, ''), l.unit_id, l.person_id,
    l.channel, l.kind, l.hundredths, l.rule, l.version
FROM point_lines l LEFT JOIN items i ON i.id = l.item_id
LEFT JOIN bookings b ON b.id = l.booking_id LEFT JOIN demands d ON d.id = b.demand_id
WHERE l.id > :after AND l.id <= :until AND l.month || '' >= :first AND l.month || '' <= :last
    AND (i.id IS NULL OR i.state <> 'held')
ORDER BY l.id LIMIT :most;

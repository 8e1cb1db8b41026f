-- name: list_quiet_hours
-- Everybody's quiet hours.
SELECT person_id, begins, ends FROM quiet_hours ORDER BY person_id;

-- name: set_quiet_hours!
-- A person's quiet hours.
INSERT INTO quiet_hours (person_id, begins, ends) VALUES (:person_id, :begins, :ends)
ON CONFLICT (person_id) DO UPDATE SET begins = excluded.begins, ends = excluded.ends;

-- name: delete_quiet_hours!
-- A person has none any more.
DELETE FROM quiet_hours WHERE person_id = :person_id;

-- name: list_switched_off
-- Which kinds of reminders nobody is to send to whom.
SELECT person_id, kind FROM switched_off ORDER BY person_id, kind;

-- name: switch_off!
-- A person does not want this kind of reminder.
INSERT INTO switched_off (person_id, kind) VALUES (:person_id, :kind) ON CONFLICT DO NOTHING;

-- name: switch_on!
-- A person wants this kind of reminder again.
DELETE FROM switched_off WHERE person_id = :person_id AND kind = :kind;

-- name: list_deputies
-- Who stands in for whom, now or later, the earliest first.
SELECT id, person_id, deputy_id, first, last, begins_at, ends_at, set_by, has_begun
FROM deputies WHERE ended_at IS NULL ORDER BY begins_at, id;

-- name: insert_deputy<!
-- Somebody will stand in for somebody.
INSERT INTO deputies (person_id, deputy_id, first, last, begins_at, ends_at, set_by, set_at)
VALUES (:person_id, :deputy_id, :first, :last, :begins_at, :ends_at, :set_by, :now) RETURNING id;

-- name: begin_deputy!
-- Both have been told that it has begun.
UPDATE deputies SET has_begun = 1 WHERE id = :id;

-- name: shorten_deputy!
-- It ends earlier: somebody else stands in from then on.
UPDATE deputies SET last = :last, ends_at = :ends_at WHERE id = :id AND ended_at IS NULL;

-- name: end_deputy^
-- It is over, by somebody or (null) by the clock; no row: it was over before.
UPDATE deputies SET ended_at = :now, ended_by = :ended_by WHERE id = :id AND ended_at IS NULL RETURNING id;

-- name: save_undo!
-- What a thing was before its newest decision.
INSERT INTO undos (subject, subject_id, person_id, before, done_at) VALUES (:subject, :subject_id, :person_id, :before, :done_at)
ON CONFLICT (subject, subject_id) DO UPDATE SET person_id = excluded.person_id, before = excluded.before, done_at = excluded.done_at;

-- name: find_undo^
-- What a thing was before its newest decision.
SELECT subject, subject_id, person_id, before, done_at FROM undos WHERE subject = :subject AND subject_id = :subject_id;

-- name: delete_undo!
-- The decision is taken back, or stands.
DELETE FROM undos WHERE subject = :subject AND subject_id = :subject_id;

-- name: purge_undos!
-- Decisions that have stood too long to be taken back.
DELETE FROM undos WHERE done_at < :before;

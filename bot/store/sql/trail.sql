-- name: insert_audit!
-- One line of the audit trail.
INSERT INTO audit (subject, subject_id, person_id, step, before, after, done_at, hash)
VALUES (:subject, :subject_id, :person_id, :step, :before, :after, :done_at, :hash);

-- name: list_audit
-- The audit trail of one thing.
SELECT a.id, a.subject, a.subject_id, a.person_id, p.name, a.step, a.before, a.after, a.done_at
FROM audit a LEFT JOIN people p ON p.id = a.person_id
WHERE a.subject = :subject AND a.subject_id = :subject_id ORDER BY a.id;

-- name: last_audit$
-- The newest line.
SELECT coalesce(max(id), 0) FROM audit;

-- name: find_altering_audit^
-- A line after `since` that may alter the figures of a month or of those before it: any but the first steps of a later month's items.
SELECT a.id FROM audit a LEFT JOIN items i ON a.subject = 'item' AND i.id = a.subject_id
WHERE a.id > :since
    AND NOT (a.step IN ('submit', 'receive', 'release', 'urgent', 'comment') AND coalesce(i.month, '') > :month)
LIMIT 1;

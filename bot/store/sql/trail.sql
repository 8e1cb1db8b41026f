-- name: insert_audit!
-- One line of the audit trail.
INSERT INTO audit (subject, subject_id, person_id, step, before, after, done_at, hash)
VALUES (:subject, :subject_id, :person_id, :step, :before, :after, :done_at, :hash);

-- name: list_audit
-- The audit trail of one thing.
SELECT a.id, a.subject, a.subject_id, a.person_id, p.name, a.step, a.before, a.after, a.done_at
FROM audit a LEFT JOIN people p ON p.id = a.person_id
WHERE a.subject = :subject AND a.subject_id = :subject_id ORDER BY a.id;

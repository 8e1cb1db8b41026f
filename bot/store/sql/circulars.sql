-- name: insert_circular!
-- A paper is circulated.
INSERT INTO circulars (id, title, brief, scope, due_at, posted_by, posted_at)
VALUES (:id, :title, :brief, :scope, :due_at, :posted_by, :posted_at);

-- name: find_circular^
-- One circular.
SELECT id, title, brief, scope, due_at, posted_by, posted_at, closed_at, listed_at FROM circulars WHERE id = :id;

-- name: list_open_circulars
-- Those that are not closed, the newest first.
SELECT id, title, brief, scope, due_at, posted_by, posted_at, closed_at, listed_at FROM circulars
WHERE closed_at IS NULL ORDER BY id DESC LIMIT :most;

-- name: list_newest_circulars
-- The newest of all, or of one writer's.
SELECT id, title, brief, scope, due_at, posted_by, posted_at, closed_at, listed_at FROM circulars
WHERE posted_by = :posted_by OR :posted_by = 0 ORDER BY id DESC LIMIT :most;

-- name: list_circulars_to_list
-- Open ones past due whose writers have not got the list.
SELECT id, title, brief, scope, due_at, posted_by, posted_at, closed_at, listed_at FROM circulars
WHERE closed_at IS NULL AND listed_at IS NULL AND due_at <= :now ORDER BY due_at, id LIMIT :most;

-- name: close_circular!
-- It is called off.
UPDATE circulars SET closed_at = :closed_at WHERE id = :id;

-- name: reopen_circular!
-- It is out again.
UPDATE circulars SET closed_at = NULL WHERE id = :id;

-- name: set_circular_due!
-- Another due time; the list comes again after it.
UPDATE circulars SET due_at = :due_at, listed_at = NULL WHERE id = :id;

-- name: set_circular_listed!
-- Its writer has got the list.
UPDATE circulars SET listed_at = :listed_at WHERE id = :id;

-- name: insert_circular_reader<!
-- Somebody is to read it.
INSERT INTO circular_readers (circular_id, person_id) VALUES (:circular_id, :person_id) RETURNING id;

-- name: find_circular_reader^
-- One reader of one circular.
SELECT id, circular_id, person_id, read_at, read_by FROM circular_readers WHERE id = :id;

-- name: list_circular_readers
-- Everybody who is to read it.
SELECT id, circular_id, person_id, read_at, read_by FROM circular_readers WHERE circular_id = :circular_id ORDER BY id;

-- name: list_unread
-- What somebody has still to read, the nearest due first; what has no due time last, the oldest first.
SELECT r.id, r.circular_id, r.person_id, r.read_at, r.read_by FROM circular_readers r JOIN circulars c ON c.id = r.circular_id
WHERE r.person_id = :person_id AND r.read_at IS NULL AND c.closed_at IS NULL
ORDER BY CASE WHEN c.due_at IS NULL THEN 1 ELSE 0 END, c.due_at, c.id;

-- name: list_all_unread
-- What everybody has still to read, person by person.
SELECT r.id, r.circular_id, r.person_id, r.read_at, r.read_by FROM circular_readers r JOIN circulars c ON c.id = r.circular_id
WHERE r.read_at IS NULL AND c.closed_at IS NULL
ORDER BY r.person_id, CASE WHEN c.due_at IS NULL THEN 1 ELSE 0 END, c.due_at, c.id;

-- name: mark_circular_read^
-- It is read. No row: it was before.
UPDATE circular_readers SET read_at = :read_at, read_by = :read_by WHERE id = :id AND read_at IS NULL RETURNING id;

-- name: wipe_circular!
-- Nothing stays of what was written in it; these words stand in its place.
UPDATE circulars SET title = :gone, brief = '' WHERE id = :id;

-- name: delete_circular_files!
-- Nothing stays of the files that went with it.
DELETE FROM circular_files WHERE circular_id = :circular_id;

-- name: insert_circular_file!
-- A file goes with it.
INSERT INTO circular_files (circular_id, file_id, kind, name, sha256, size)
VALUES (:circular_id, :file_id, :kind, :name, :sha256, :size);

-- name: list_circular_files
-- The files that go with it, in their order.
SELECT id, circular_id, file_id, kind, name, sha256, size FROM circular_files WHERE circular_id = :circular_id ORDER BY id;

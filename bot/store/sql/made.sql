-- name: insert_made<!
-- An answer has a file that is to be made.
INSERT INTO made_files (kind, spec, name, caption, form, chat_id, thread_id, reply_to, about, language, also, state, tries, try_at, asked_at)
VALUES (:kind, :spec, :name, :caption, :form, :chat_id, :thread_id, :reply_to, :about, :language, :also, 'wanted', 0, :now, :now)
RETURNING id;

-- name: insert_made_message!
-- A file goes out in one message more: elsewhere, or a page of it. It says what the file says, so that it is wiped with it.
INSERT INTO made_files (kind, spec, name, caption, form, chat_id, thread_id, reply_to, about, language, state, sha256, size, outbox_id,
    tries, try_at, asked_at)
SELECT kind, spec, :name, '', :form, :chat_id, :thread_id, NULL, about, language, 'made', :sha256, :size, :outbox_id, 0, try_at, asked_at
FROM made_files WHERE id = :made_id;

-- name: find_made^
-- One file.
SELECT id, kind, spec, name, caption, form, chat_id, thread_id, reply_to, about, language, state, sha256, tries, try_at, asked_at, also
FROM made_files WHERE id = :id;

-- name: next_made^
-- What is to be made now.
SELECT id, kind, spec, name, caption, form, chat_id, thread_id, reply_to, about, language, state, sha256, tries, try_at, asked_at, also
FROM made_files WHERE state = 'wanted' AND try_at <= :now ORDER BY try_at, id LIMIT 1;

-- name: list_wanted_made
-- What of a kind is not made yet.
SELECT id, kind, spec, name, caption, form, chat_id, thread_id, reply_to, about, language, state, sha256, tries, try_at, asked_at, also
FROM made_files WHERE state = 'wanted' AND kind = :kind ORDER BY try_at, id;

-- name: claim_made^
-- It is made now: the try counts, whatever becomes of this process. No row: somebody else has done something with it.
UPDATE made_files SET tries = tries + 1 WHERE id = :id AND state = 'wanted' AND tries = :tries RETURNING id;

-- name: put_off_made!
-- It is tried again later.
UPDATE made_files SET tries = :tries, try_at = :try_at WHERE id = :id AND state = 'wanted';

-- name: settle_made^
-- What became of it. No row: that was settled before.
UPDATE made_files SET state = :state, sha256 = :sha256, size = :size, outbox_id = :outbox_id
WHERE id = :id AND state = 'wanted' RETURNING id;

-- name: drop_made!
-- What it was to come with stays here.
UPDATE made_files SET state = 'given_up' WHERE chat_id = :chat_id AND about = :about AND state = 'wanted';

-- name: list_made_since
-- Files that were ordered since then, with what they say.
SELECT id, kind, spec, caption, sha256 FROM made_files WHERE asked_at >= :since ORDER BY id;

-- name: delete_made!
-- Nothing stays of it.
DELETE FROM made_files WHERE id = :id;

-- name: move_made!
-- A basic group became a supergroup: what is made for it follows.
UPDATE made_files SET chat_id = :new_id WHERE chat_id = :old_id;

-- name: move_made_also!
-- The same where the group is one of several chats that get the file; a chat's number ends with a comma there.
UPDATE made_files SET also = replace(also, '[' || CAST(CAST(:old_id AS BIGINT) AS TEXT) || ',',
    '[' || CAST(CAST(:new_id AS BIGINT) AS TEXT) || ',')
WHERE also LIKE '%[' || CAST(CAST(:old_id AS BIGINT) AS TEXT) || ',%';

-- name: purge_made!
-- Files that have arrived, or never will; those whose message has not left yet stay.
DELETE FROM made_files WHERE asked_at < :before AND state <> 'wanted' AND NOT EXISTS (
    SELECT 1 FROM outbox o WHERE o.id = made_files.outbox_id AND o.state IN ('queued', 'waiting', 'sending', 'held')
);

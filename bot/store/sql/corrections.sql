-- name: insert_correction<!
-- A reporter asks for a correction.
INSERT INTO corrections (item_id, person_id, chat_id, words, version, state, asked_at)
VALUES (:item_id, :person_id, :chat_id, :words, :version, 'asked', :asked_at) RETURNING id;

-- name: find_correction^
-- One request.
SELECT id, item_id, person_id, chat_id, words, version, state, asked_at, decided_by, decided_at, reason, before
FROM corrections WHERE id = :id;

-- name: find_correction_asked^
-- The request about an item that waits for an editor, of which there is one at a time.
SELECT id, item_id, person_id, chat_id, words, version, state, asked_at, decided_by, decided_at, reason, before
FROM corrections WHERE item_id = :item_id AND state = 'asked';

-- name: list_corrections_asked
-- What waits for an editor, the oldest first.
SELECT id, item_id, person_id, chat_id, words, version, state, asked_at, decided_by, decided_at, reason, before
FROM corrections WHERE state = 'asked' ORDER BY asked_at, id;

-- name: list_corrections_of_item
-- Everything that was ever asked for about an item.
SELECT id, item_id, person_id, chat_id, words, version, state, asked_at, decided_by, decided_at, reason, before
FROM corrections WHERE item_id = :item_id ORDER BY id;

-- name: reword_correction!
-- The reporter has edited again: other words are asked for.
UPDATE corrections SET chat_id = :chat_id, words = :words, version = :version, asked_at = :asked_at WHERE id = :id;

-- name: decide_correction!
-- What became of a request; of an agreed one, what it changed.
UPDATE corrections SET state = :state, decided_by = :decided_by, decided_at = :decided_at, reason = :reason, before = :before
WHERE id = :id;

-- name: reopen_correction!
-- The decision is undone: it waits again, for the item as it is now.
UPDATE corrections SET state = 'asked', version = :version, decided_by = NULL, decided_at = NULL, reason = NULL, before = '{}'
WHERE id = :id;

-- name: wipe_corrections!
-- Nothing stays of what was asked for about an item.
UPDATE corrections SET words = '{}', before = '{}', reason = NULL WHERE item_id = :item_id;

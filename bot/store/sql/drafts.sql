-- name: find_draft^
-- One conversation.
SELECT id, chat_id, telegram_id, kind, about, step, data, updated_at, reminded_at FROM drafts WHERE id = :id;

-- name: find_draft_about^
-- The question that is open under a message which is not the conversation's own.
SELECT id, chat_id, telegram_id, kind, about, step, data, updated_at, reminded_at FROM drafts WHERE about = :about;

-- name: list_drafts_in
-- A person's conversations in one chat but those of one kind, the newest first.
SELECT id, chat_id, telegram_id, kind, about, step, data, updated_at, reminded_at FROM drafts
WHERE telegram_id = :telegram_id AND chat_id = :chat_id AND kind <> :but ORDER BY updated_at DESC, id DESC LIMIT :most;

-- name: list_drafts_of
-- A person's conversations everywhere, the newest first.
SELECT id, chat_id, telegram_id, kind, about, step, data, updated_at, reminded_at FROM drafts
WHERE telegram_id = :telegram_id ORDER BY updated_at DESC, id DESC;

-- name: list_drafts_to_remind
-- Conversations left lying since before this moment, of which nobody has been reminded.
SELECT id, chat_id, telegram_id, kind, about, step, data, updated_at, reminded_at FROM drafts
WHERE updated_at < :before AND reminded_at IS NULL ORDER BY id;

-- name: list_drafts_of_item
-- Conversations about something, or whose data are like that.
SELECT id, chat_id, telegram_id, kind, about, step, data, updated_at, reminded_at FROM drafts
WHERE about = :about OR data LIKE :revising OR data LIKE :commenting ORDER BY id;

-- name: list_drafts_of_kind
-- Everybody's conversations of a kind.
SELECT id, chat_id, telegram_id, kind, about, step, data, updated_at, reminded_at FROM drafts WHERE kind = :kind ORDER BY id;

-- name: insert_draft<!
-- A conversation begins; one about the same thing gives way to it.
INSERT INTO drafts (chat_id, telegram_id, kind, about, step, data, updated_at)
VALUES (:chat_id, :telegram_id, :kind, :about, :step, :data, :updated_at)
ON CONFLICT (about) DO UPDATE SET chat_id = excluded.chat_id, telegram_id = excluded.telegram_id, kind = excluded.kind,
    step = excluded.step, data = excluded.data, updated_at = excluded.updated_at, reminded_at = NULL
RETURNING id;

-- name: update_draft!
-- A conversation goes on.
UPDATE drafts SET step = :step, data = :data, updated_at = :updated_at, reminded_at = NULL WHERE id = :id;

-- name: move_draft!
-- A conversation goes on in another chat.
UPDATE drafts SET chat_id = :chat_id WHERE id = :id;

-- name: set_draft_reminded!
-- Its writer has been reminded of it.
UPDATE drafts SET reminded_at = :reminded_at WHERE id = :id;

-- name: delete_draft!
-- The conversation is over.
DELETE FROM drafts WHERE id = :id;

-- name: purge_drafts!
-- Conversations that were left too long.
DELETE FROM drafts WHERE updated_at < :before;

-- name: insert_album^
-- An album is answered now; no row: it was answered before.
INSERT INTO albums (chat_id, album, seen_at) VALUES (:chat_id, :album, :now) ON CONFLICT DO NOTHING RETURNING album;

-- name: find_album^
-- Whether an album is known.
SELECT album FROM albums WHERE chat_id = :chat_id AND album = :album;

-- name: purge_albums!
-- Albums of which no further message will come.
DELETE FROM albums WHERE seen_at < :before;

-- name: delete_drafts_of!
-- All conversations of an account are over.
DELETE FROM drafts WHERE telegram_id = :telegram_id;

-- name: delete_drafts_of_kind!
-- An account's conversations of one kind are over.
DELETE FROM drafts WHERE telegram_id = :telegram_id AND kind = :kind;

-- name: hand_drafts_over!
-- What was written with one account is gone on with from another one.
UPDATE drafts SET telegram_id = :to_id WHERE telegram_id = :from_id;

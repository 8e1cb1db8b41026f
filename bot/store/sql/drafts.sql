-- name: find_draft^
-- Where a person stands in a conversation in one chat.
SELECT id, chat_id, telegram_id, kind, step, data, updated_at FROM drafts
WHERE chat_id = :chat_id AND telegram_id = :telegram_id;

-- name: find_draft_by_id^
-- The conversation behind a button.
SELECT id, chat_id, telegram_id, kind, step, data, updated_at FROM drafts WHERE id = :id;

-- name: save_draft<!
-- Begins or goes on with the one conversation of a person in a chat.
INSERT INTO drafts (chat_id, telegram_id, kind, step, data, updated_at)
VALUES (:chat_id, :telegram_id, :kind, :step, :data, :updated_at)
ON CONFLICT (chat_id, telegram_id) DO UPDATE SET kind = excluded.kind, step = excluded.step, data = excluded.data,
       updated_at = excluded.updated_at RETURNING id;

-- name: delete_draft!
-- The conversation is over.
DELETE FROM drafts WHERE chat_id = :chat_id AND telegram_id = :telegram_id;

-- name: purge_drafts!
-- Conversations that were left too long.
DELETE FROM drafts WHERE updated_at < :before;

-- name: insert_album^
-- An album is answered now; no row: it was answered before.
INSERT INTO albums (chat_id, album, seen_at) VALUES (:chat_id, :album, :now) ON CONFLICT DO NOTHING RETURNING album;

-- name: purge_albums!
-- Albums of which no further message will come.
DELETE FROM albums WHERE seen_at < :before;

-- name: delete_drafts_of!
-- All conversations of an account are over.
DELETE FROM drafts WHERE telegram_id = :telegram_id;

-- name: insert_attachment<!
-- A file came with a message.
INSERT INTO attachments (item_id, draft_id, file_id, unique_id, kind, name, size, mime, chat_id, message_id, telegram_id, album, state,
    tries, try_at, reason, sent_at, report_id, offer_id)
VALUES (:item_id, :draft_id, :file_id, :unique_id, :kind, :name, :size, :mime, :chat_id, :message_id, :telegram_id, :album, :state,
    0, :try_at, :reason, :now, :report_id, :offer_id)
RETURNING id;

-- name: find_attachment^
-- One file.
SELECT id, item_id, draft_id, file_id, unique_id, kind, name, size, mime, chat_id, message_id, telegram_id, album, state, sha256,
    tries, try_at, reason, sent_at, report_id, offer_id FROM attachments WHERE id = :id;

-- name: list_attachments_of_item
-- An item's files, in the order in which they were sent.
SELECT id, item_id, draft_id, file_id, unique_id, kind, name, size, mime, chat_id, message_id, telegram_id, album, state, sha256,
    tries, try_at, reason, sent_at, report_id, offer_id FROM attachments WHERE item_id = :item_id ORDER BY message_id, id;

-- name: list_attachments_of_draft
-- A draft's files, in the order in which they were sent.
SELECT id, item_id, draft_id, file_id, unique_id, kind, name, size, mime, chat_id, message_id, telegram_id, album, state, sha256,
    tries, try_at, reason, sent_at, report_id, offer_id FROM attachments
WHERE draft_id = :draft_id AND item_id IS NULL AND report_id IS NULL ORDER BY message_id, id;

-- name: list_attachments_of_album
-- What has come of an album so far.
SELECT id, item_id, draft_id, file_id, unique_id, kind, name, size, mime, chat_id, message_id, telegram_id, album, state, sha256,
    tries, try_at, reason, sent_at, report_id, offer_id FROM attachments
WHERE album = :album AND chat_id = :chat_id AND telegram_id = :telegram_id ORDER BY message_id, id;

-- name: list_wanted
-- What is to be downloaded now; of what belongs to nothing yet nobody knows whether it ever will: papers are looked at.
SELECT id, item_id, draft_id, file_id, unique_id, kind, name, size, mime, chat_id, message_id, telegram_id, album, state, sha256,
    tries, try_at, reason, sent_at, report_id, offer_id FROM attachments
WHERE state = 'wanted' AND try_at <= :now 
    AND (item_id IS NOT NULL OR draft_id IS NOT NULL OR report_id IS NOT NULL OR offer_id IS NOT NULL OR kind = 'document')
ORDER BY try_at, id LIMIT :most;

-- name: claim_attachment^
-- It is downloaded now: the try counts, whatever becomes of this process. No row: somebody else has done something with it.
UPDATE attachments SET tries = tries + 1 WHERE id = :id AND state = 'wanted' AND tries = :tries RETURNING id;

-- name: put_off_attachment!
-- It is tried again later.
UPDATE attachments SET tries = :tries, try_at = :try_at, reason = :reason WHERE id = :id AND state = 'wanted';

-- name: rest_attachment!
-- A paper of nothing has been looked at: it is downloaded anew once it belongs to something.
UPDATE attachments SET tries = 0, try_at = CASE WHEN item_id IS NULL AND draft_id IS NULL AND report_id IS NULL AND offer_id IS NULL THEN :until ELSE try_at END
WHERE id = :id AND state = 'wanted';

-- name: settle_attachment^
-- What became of it. No row: that was settled before.
UPDATE attachments SET state = :state, sha256 = :sha256, size = :size, reason = :reason, name = :name
WHERE id = :id AND (state = 'wanted' OR state = 'had' AND :state = 'refused') RETURNING id;

-- name: list_attachments_of_report
-- What came with a report of a supervision task.
SELECT id, item_id, draft_id, file_id, unique_id, kind, name, size, mime, chat_id, message_id, telegram_id, album, state, sha256,
    tries, try_at, reason, sent_at, report_id, offer_id FROM attachments WHERE report_id = :report_id ORDER BY message_id, id;

-- name: list_attachments_of_task
-- What came with all reports of one.
SELECT id, item_id, draft_id, file_id, unique_id, kind, name, size, mime, chat_id, message_id, telegram_id, album, state, sha256,
    tries, try_at, reason, sent_at, report_id, offer_id FROM attachments
WHERE report_id IN (SELECT id FROM task_reports WHERE task_id = :task_id) ORDER BY report_id, message_id, id;

-- name: list_attachments_of_offer
-- What came with a partner's offer.
SELECT id, item_id, draft_id, file_id, unique_id, kind, name, size, mime, chat_id, message_id, telegram_id, album, state, sha256,
    tries, try_at, reason, sent_at, report_id, offer_id FROM attachments WHERE offer_id = :offer_id ORDER BY message_id, id;

-- name: give_draft_to_report!
-- What was sent while a report was asked for goes with it.
UPDATE attachments SET report_id = :report_id WHERE draft_id = :draft_id AND item_id IS NULL AND report_id IS NULL;

-- name: enclose_attachment!
-- A file finds the words that it came with, and is wanted at once.
UPDATE attachments SET report_id = :report_id, offer_id = :offer_id, try_at = sent_at WHERE id = :id;

-- name: give_draft_attachments!
-- A draft has become an item, and its files with it.
UPDATE attachments SET item_id = :item_id WHERE draft_id = :draft_id AND item_id IS NULL;

-- name: give_attachment!
-- A file finds the item or the draft that it belongs to, and is wanted at once.
UPDATE attachments SET item_id = :item_id, draft_id = :draft_id, try_at = sent_at WHERE id = :id;

-- name: delete_attachment!
-- Nothing stays of it.
DELETE FROM attachments WHERE id = :id;

-- name: delete_loose_attachments!
-- What is left of a file that went with something published, whose draft is no more.
DELETE FROM attachments WHERE sha256 = :sha256 AND item_id IS NULL AND report_id IS NULL AND offer_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.id = attachments.draft_id);

-- name: purge_attachments!
-- Files of nothing: albums that were no item, drafts that are no more.
DELETE FROM attachments WHERE item_id IS NULL AND report_id IS NULL AND offer_id IS NULL AND sent_at < :before
    AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.id = attachments.draft_id);

-- name: list_files
-- Every file that is to be on disk, with its size in bytes.
SELECT sha256, size FROM attachments WHERE state = 'had'
UNION SELECT sha256, size FROM made_files WHERE state = 'made'
UNION SELECT sha256, size FROM circular_files WHERE sha256 IS NOT NULL
UNION SELECT sha256, size FROM bulletins WHERE sha256 IS NOT NULL ORDER BY sha256;

-- name: find_file^
-- Whether a file is to be on disk.
SELECT id FROM attachments WHERE sha256 = :sha256 AND state = 'had'
UNION ALL SELECT id FROM made_files WHERE sha256 = :sha256 AND state = 'made'
UNION ALL SELECT id FROM circular_files WHERE sha256 = :sha256
UNION ALL SELECT id FROM bulletins WHERE sha256 = :sha256 LIMIT 1;

-- name: move_attachments!
-- A basic group became a supergroup: what came of its albums follows.
UPDATE attachments SET chat_id = :new_id WHERE chat_id = :old_id;

-- name: list_kept_files
-- Files in the files folder, as Telegram knows them.
SELECT file_id, name, mime, sha256 FROM attachments WHERE sha256 IS NOT NULL
UNION SELECT file_id, name, '', sha256 FROM circular_files WHERE sha256 IS NOT NULL;

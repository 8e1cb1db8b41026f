-- name: insert_bulletin<!
-- A number of the bulletin is begun.
INSERT INTO bulletins (state, begun_by, begun_at) VALUES ('composing', :begun_by, :begun_at) RETURNING id;

-- name: find_bulletin^
-- One of them.
SELECT id, state, is_supplement, note, reason, gone, revision, begun_by, begun_at, sent_by, sent_at, year, number, total,
    signed_by, signed_at, groups, content, made_id, sha256, size, deputy_id
FROM bulletins WHERE id = :id;

-- name: find_open_bulletin^
-- The one that is in the making.
SELECT id, state, is_supplement, note, reason, gone, revision, begun_by, begun_at, sent_by, sent_at, year, number, total,
    signed_by, signed_at, groups, content, made_id, sha256, size, deputy_id
FROM bulletins WHERE state <> 'issued' ORDER BY id LIMIT 1;

-- name: find_issued_bulletin^
-- The one that bears this number of this year.
SELECT id, state, is_supplement, note, reason, gone, revision, begun_by, begun_at, sent_by, sent_at, year, number, total,
    signed_by, signed_at, groups, content, made_id, sha256, size, deputy_id
FROM bulletins WHERE year = :year AND is_supplement = :is_supplement AND number = :number;

-- name: find_bulletin_by_total^
-- The one that bears this number in all.
SELECT id, state, is_supplement, note, reason, gone, revision, begun_by, begun_at, sent_by, sent_at, year, number, total,
    signed_by, signed_at, groups, content, made_id, sha256, size, deputy_id
FROM bulletins WHERE total = :total AND state = 'issued' ORDER BY id LIMIT 1;

-- name: list_issued_bulletins
-- Those of a year, the newest first.
SELECT id, state, is_supplement, note, reason, gone, revision, begun_by, begun_at, sent_by, sent_at, year, number, total,
    signed_by, signed_at, groups, content, made_id, sha256, size, deputy_id
FROM bulletins WHERE year = :year AND groups >= :groups ORDER BY signed_at DESC, id DESC LIMIT :most OFFSET :after;

-- name: count_issued_bulletins$
-- How many these are.
SELECT count(*) FROM bulletins WHERE year = :year AND groups >= :groups;

-- name: last_bulletin_number$
-- The last number given of these: none where nothing of the kind was issued in that year, or (year 0) ever.
SELECT max(number) FROM bulletins WHERE is_supplement = :is_supplement AND (year = :year OR CAST(:year AS BIGINT) = 0);

-- name: last_bulletin_total$
-- The last number in all.
SELECT max(total) FROM bulletins;

-- name: update_bulletin!
-- What editors and signers have made of it.
UPDATE bulletins SET state = :state, is_supplement = :is_supplement, note = :note, reason = :reason, gone = :gone,
    revision = revision + 1, sent_by = :sent_by, sent_at = :sent_at
WHERE id = :id;

-- name: issue_bulletin!
-- It is numbered and frozen.
UPDATE bulletins SET state = 'issued', revision = revision + 1, gone = '[]', reason = NULL, year = :year, number = :number,
    total = :total, signed_by = :signed_by, signed_at = :signed_at, groups = :groups, content = :content, made_id = :made_id,
    deputy_id = :deputy_id
WHERE id = :id;

-- name: set_bulletin_content!
-- Something in it is not to be read any more; the file that showed it is none of ours.
UPDATE bulletins SET content = :content, note = :note, made_id = NULL, sha256 = NULL, size = 0 WHERE id = :id;

-- name: set_bulletin_order!
-- Its file is made anew.
UPDATE bulletins SET made_id = :made_id WHERE id = :id;

-- name: keep_bulletin_file!
-- The file that was ordered for it is on disk.
UPDATE bulletins SET sha256 = :sha256, size = :size WHERE made_id = :made_id;

-- name: list_bulletin_items
-- What is in one, in order.
SELECT bulletin_id, item_id, place, note, pictures FROM bulletin_items WHERE bulletin_id = :bulletin_id ORDER BY place, item_id;

-- name: list_rewritten_items
-- Which of them have other words than when it was sent to the signers.
SELECT p.item_id FROM bulletins b JOIN bulletin_items p ON p.bulletin_id = b.id JOIN items i ON i.id = p.item_id
JOIN item_versions v ON v.item_id = i.id AND v.version = i.version
WHERE b.id = :bulletin_id AND v.written_at > b.sent_at;

-- name: find_bulletin_item^
-- In which one an item is.
SELECT bulletin_id, item_id, place, note, pictures FROM bulletin_items WHERE item_id = :item_id;

-- name: insert_bulletin_item!
-- An item is put at the end.
INSERT INTO bulletin_items (item_id, bulletin_id, place) VALUES (:item_id, :bulletin_id, :place);

-- name: place_bulletin_item!
-- It stands there.
UPDATE bulletin_items SET place = :place WHERE item_id = :item_id;

-- name: update_bulletin_item!
-- The note on it, and its pictures.
UPDATE bulletin_items SET note = :note, pictures = :pictures WHERE item_id = :item_id;

-- name: delete_bulletin_item!
-- It is in none any more.
DELETE FROM bulletin_items WHERE item_id = :item_id;

-- name: list_pool
-- What was adopted since and is in no bulletin, the newest decision first, but what the county's own channel (:channel) gave back.
SELECT i.id, i.number, i.person_id, i.unit_id, p.name, u.name, i.title, i.body, i.kind, i.is_urgent, i.themes,
       i.joint_units, i.source, i.origin, i.demand_id, i.state, i.reason, i.reason_text, i.editor_id, i.merged_into,
       i.version, i.month, i.received_at, i.decided_at, i.follows_id, i.keypoint
FROM items i JOIN people p ON p.id = i.person_id JOIN units u ON u.id = i.unit_id
WHERE i.state = 'adopted' AND i.decided_at >= :since AND NOT EXISTS (SELECT 1 FROM bulletin_items b WHERE b.item_id = i.id)
    AND NOT EXISTS (
        SELECT 1 FROM adoptions a WHERE a.item_id = i.id AND a.channel = :channel AND a.revoked_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM adoptions s WHERE s.item_id = i.id AND s.channel = :channel AND s.revoked_at IS NULL)
    )
ORDER BY i.decided_at DESC, i.id DESC LIMIT :most OFFSET :after;

-- name: print_adoption!
-- In which number of its bulletin a channel printed an item.
UPDATE adoptions SET issue = :issue WHERE item_id = :item_id AND channel = :channel AND revoked_at IS NULL;

-- name: insert_erratum<!
-- A correction to an issued bulletin is asked for.
INSERT INTO errata (bulletin_id, words, state, asked_by, asked_at) VALUES (:bulletin_id, :words, 'asked', :asked_by, :asked_at)
RETURNING id;

-- name: find_erratum^
-- One of them.
SELECT id, bulletin_id, number, words, state, asked_by, asked_at, decided_by, decided_at, deputy_id FROM errata WHERE id = :id;

-- name: list_errata
-- What was corrected in a bulletin.
SELECT id, bulletin_id, number, words, state, asked_by, asked_at, decided_by, decided_at, deputy_id
FROM errata WHERE bulletin_id = :bulletin_id AND state = 'issued' ORDER BY number;

-- name: list_asked_errata
-- Which corrections nobody has decided on.
SELECT id, bulletin_id, number, words, state, asked_by, asked_at, decided_by, decided_at, deputy_id
FROM errata WHERE state = 'asked' AND words <> '' ORDER BY id;

-- name: last_erratum_number$
-- The last number given in a bulletin.
SELECT coalesce(max(number), 0) FROM errata WHERE bulletin_id = :bulletin_id;

-- name: decide_erratum!
-- It is issued, or not.
UPDATE errata SET state = :state, number = :number, decided_by = :decided_by, decided_at = :decided_at,
    deputy_id = :deputy_id WHERE id = :id;

-- name: wipe_errata!
-- Nothing stays of them.
UPDATE errata SET words = '' WHERE bulletin_id = :bulletin_id;

-- name: insert_bulletin_words!
-- By which message something was typed about a bulletin.
INSERT INTO bulletin_words (bulletin_id, item_id, erratum_id, chat_id, message_id, said_at)
VALUES (:bulletin_id, :item_id, :erratum_id, :chat_id, :message_id, :said_at);

-- name: list_bulletin_words
-- What was typed about bulletins by a message.
SELECT bulletin_id, item_id, erratum_id, said_at FROM bulletin_words WHERE chat_id = :chat_id AND message_id = :message_id ORDER BY id;

-- name: purge_bulletin_words!
-- Messages that nobody edits any more.
DELETE FROM bulletin_words WHERE said_at < :before;

-- name: wipe_erratum!
-- Nothing stays of one.
UPDATE errata SET words = '' WHERE id = :id;

-- name: list_feeds
-- What is known of every source that was ever read.
SELECT name, url, due_at, etag, modified, read_at, entries, fault, failures, failing_since_at, told_on FROM feeds ORDER BY name;

-- name: find_feed^
-- What is known of one.
SELECT name, url, due_at, etag, modified, read_at, entries, fault, failures, failing_since_at, told_on FROM feeds WHERE name = :name;

-- name: claim_feed^
-- It is read now, by whoever gets its name back; until `due_at` nobody else begins.
INSERT INTO feeds (name, url, due_at, entries, failures) VALUES (:name, :url, :due_at, 0, 0)
ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at WHERE feeds.due_at <= :now OR feeds.due_at > :latest
    OR (feeds.url <> excluded.url AND feeds.due_at > excluded.due_at)
RETURNING name;

-- name: save_feed!
-- What a reading has come to.
INSERT INTO feeds (name, url, due_at, etag, modified, read_at, entries, fault, failures, failing_since_at, told_on)
VALUES (:name, :url, :due_at, :etag, :modified, :read_at, :entries, :fault, :failures, :failing_since_at, :told_on)
ON CONFLICT (name) DO UPDATE SET url = excluded.url, due_at = excluded.due_at, etag = excluded.etag,
    modified = excluded.modified, read_at = excluded.read_at, entries = excluded.entries, fault = excluded.fault,
    failures = excluded.failures, failing_since_at = excluded.failing_since_at, told_on = excluded.told_on;

-- name: insert_lead<!
-- An entry that fits, unless its link is known.
INSERT INTO leads (feed, link_key, title, link, published_at, found_at, seen_at, state)
VALUES (:feed, :link_key, :title, :link, :published_at, :found_at, :found_at, :state)
ON CONFLICT (link_key) DO NOTHING RETURNING id;

-- name: find_lead^
-- One lead.
SELECT id, feed, link_key, title, link, published_at, found_at, seen_at, state, message, decided_by, decided_at, demand_id FROM leads WHERE id = :id;

-- name: list_leads_found_since
-- Leads found since a moment, of all sources.
SELECT id, feed, link_key, title, link, published_at, found_at, seen_at, state, message, decided_by, decided_at, demand_id FROM leads WHERE found_at >= :since ORDER BY id;

-- name: list_leads_of_message
-- What one message shows.
SELECT id, feed, link_key, title, link, published_at, found_at, seen_at, state, message, decided_by, decided_at, demand_id FROM leads WHERE message = :message ORDER BY id;

-- name: list_leads_in_state
-- What stands so, the newest first.
SELECT id, feed, link_key, title, link, published_at, found_at, seen_at, state, message, decided_by, decided_at, demand_id FROM leads WHERE state = :state ORDER BY id DESC LIMIT :most;

-- name: count_leads
-- How many of each source stand in which state.
SELECT feed, state, count(*) FROM leads GROUP BY feed, state;

-- name: show_lead!
-- A message shows it.
UPDATE leads SET state = 'shown', message = :message WHERE id = :id;

-- name: set_lead_state!
-- It stands so from now on.
UPDATE leads SET state = :state WHERE id = :id;

-- name: decide_lead^
-- Somebody decides; the id comes back where it stood as expected.
UPDATE leads SET state = :state, decided_by = :decided_by, decided_at = :decided_at, demand_id = :demand_id
WHERE id = :id AND state = :before RETURNING id;

-- name: see_leads!
-- They are in their source still.
UPDATE leads SET seen_at = :seen_at WHERE feed = :feed AND seen_at < :before AND link_key IN (SELECT value FROM json_each(:keys));

-- name: purge_leads!
-- What has long left its source.
DELETE FROM leads WHERE seen_at < :before;

-- name: see_leads!
-- They are in their source still.
UPDATE leads SET seen_at = :seen_at WHERE feed = :feed AND seen_at < :before
    AND link_key IN (SELECT value FROM json_array_elements_text(:keys::json));

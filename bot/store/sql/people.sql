-- name: list_units
-- Every unit, in the order they came in.
SELECT id, name FROM units ORDER BY id;

-- name: insert_unit<!
-- A unit, or the one that already has this name.
INSERT INTO units (name) VALUES (:name) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id;

-- name: set_unit_target!
-- The unit's target of a year.
INSERT INTO unit_targets (unit_id, year, points) VALUES (:unit_id, :year, :points)
ON CONFLICT (unit_id, year) DO UPDATE SET points = excluded.points;

-- name: delete_unit_target!
-- The unit has no target of that year's own any more.
DELETE FROM unit_targets WHERE unit_id = :unit_id AND year = :year;

-- name: list_unit_targets
-- Each unit's newest target that is of this year or an earlier one.
SELECT t.unit_id, t.year, t.points FROM unit_targets t WHERE t.year = (
    SELECT max(o.year) FROM unit_targets o WHERE o.unit_id = t.unit_id AND o.year <= :year
) ORDER BY t.unit_id;

-- name: list_quota_numbers
-- Items a month as the settings had them, the earliest first.
SELECT month, part_time, full_time, units FROM quota_numbers ORDER BY month;

-- name: set_quota_numbers!
-- What holds from this month on.
INSERT INTO quota_numbers (month, part_time, full_time, units) VALUES (:month, :part_time, :full_time, :units)
ON CONFLICT (month) DO UPDATE SET part_time = excluded.part_time, full_time = excluded.full_time, units = excluded.units;

-- name: list_people
-- Everybody ever on the roster, removed ones too: their items stay.
SELECT p.id, p.telegram_id, p.name, p.unit_id, u.name, p.role, p.employment, p.month_quota, p.joined_on, p.left_on,
       p.state, p.language
FROM people p JOIN units u ON u.id = p.unit_id ORDER BY p.id;

-- name: insert_person<!
-- A new line of the roster.
INSERT INTO people (telegram_id, name, unit_id, role, employment, month_quota, joined_on, state, language)
VALUES (:telegram_id, :name, :unit_id, :role, :employment, :month_quota, :joined_on, 'active', :language) RETURNING id;

-- name: update_person!
-- A changed line of the roster, whole.
UPDATE people SET telegram_id = :telegram_id, name = :name, unit_id = :unit_id, role = :role, employment = :employment,
       month_quota = :month_quota, joined_on = :joined_on, left_on = :left_on, state = :state, language = :language
WHERE id = :id;

-- name: list_open_accounts
-- The accounts that have opened the private chat.
SELECT telegram_id FROM accounts WHERE is_open = 1;

-- name: list_account_languages
-- The language that somebody not on the roster chose.
SELECT telegram_id, language FROM accounts WHERE language IS NOT NULL;

-- name: set_account_open!
-- Whether the bot may write to this account in private.
INSERT INTO accounts (telegram_id, is_open, seen_at) VALUES (:telegram_id, :is_open, :seen_at)
ON CONFLICT (telegram_id) DO UPDATE SET is_open = excluded.is_open, seen_at = excluded.seen_at;

-- name: set_account_language!
-- The language that an account chose.
INSERT INTO accounts (telegram_id, is_open, language, seen_at) VALUES (:telegram_id, 0, :language, :seen_at)
ON CONFLICT (telegram_id) DO UPDATE SET language = excluded.language;

-- name: insert_invite!
-- A personal link, by its token's hash alone.
INSERT INTO invites (person_id, token_hash, expires_at) VALUES (:person_id, :token_hash, :expires_at);

-- name: find_invite^
-- The invitation behind a token's hash.
SELECT id, person_id, expires_at, used_at FROM invites WHERE token_hash = :token_hash;

-- name: use_invite!
-- Marks one invitation used and makes the person's other ones worthless.
UPDATE invites SET used_at = :used_at WHERE person_id = :person_id AND used_at IS NULL;

-- name: insert_join_request<!
-- A stranger asks to join.
INSERT INTO join_requests (telegram_id, unit, name, state, asked_at)
VALUES (:telegram_id, :unit, :name, 'open', :asked_at) RETURNING id;

-- name: find_join_request^
-- One request.
SELECT id, telegram_id, unit, name, state, asked_at FROM join_requests WHERE id = :id;

-- name: list_join_requests_waiting
-- Who waits to be let in, the first first.
SELECT id, telegram_id, unit, name, state, asked_at FROM join_requests WHERE state = 'open' ORDER BY id;

-- name: find_open_join_request^
-- The request that this account has waiting.
SELECT id, telegram_id, unit, name, state, asked_at FROM join_requests
WHERE telegram_id = :telegram_id AND state = 'open' ORDER BY id DESC LIMIT 1;

-- name: update_join_request!
-- New words for a waiting request.
UPDATE join_requests SET unit = :unit, name = :name, asked_at = :asked_at WHERE id = :id;

-- name: decide_join_request!
-- Passed or refused, by whom.
UPDATE join_requests SET state = :state, decided_by = :decided_by WHERE id = :id;

-- name: insert_leave!
-- A month off.
INSERT INTO leaves (person_id, month) VALUES (:person_id, :month) ON CONFLICT DO NOTHING;

-- name: delete_leave!
-- The month off is taken back.
DELETE FROM leaves WHERE person_id = :person_id AND month = :month;

-- name: list_leaves
-- Who is on leave in which month.
SELECT person_id, month FROM leaves;

-- name: list_places
-- Every bound place.
SELECT id, chat_id, thread_id, kind, title, language, hindrance, refused_at FROM places ORDER BY id;

-- name: bind_place<!
-- Binds a place, or gives a bound one another kind.
INSERT INTO places (chat_id, thread_id, kind, title) VALUES (:chat_id, :thread_id, :kind, :title)
ON CONFLICT (chat_id, thread_id) DO UPDATE SET kind = excluded.kind, title = excluded.title, hindrance = NULL, refused_at = NULL
RETURNING id;

-- name: unbind_place!
-- The place is no longer ours.
DELETE FROM places WHERE id = :id;

-- name: set_hindrance!
-- Telegram has refused a message there.
UPDATE places SET hindrance = :hindrance, refused_at = :refused_at WHERE id = :id;

-- name: clear_hindrances!
-- The bot may write in the chat again, for all that is known.
UPDATE places SET hindrance = NULL, refused_at = NULL WHERE chat_id = :chat_id;

-- name: rename_places!
-- A bound group has another title.
UPDATE places SET title = :title WHERE chat_id = :chat_id;

-- name: set_place_language!
-- The language spoken in a place.
UPDATE places SET language = :language WHERE id = :id;

-- name: move_places!
-- A basic group became a supergroup.
UPDATE places SET chat_id = :new_id WHERE chat_id = :old_id;

-- name: count_lacks^
-- In how many bound groups the bot may not write, and in how many others it lacks a right; as last told of its membership.
SELECT count(*) FILTER (WHERE m.value LIKE '%write%'), count(*) FILTER (WHERE m.value NOT LIKE '%write%')
FROM meta m WHERE m.key LIKE 'lacks:%' AND m.value <> '' AND EXISTS (
    SELECT 1 FROM places p WHERE m.key = 'lacks:' || CAST(p.chat_id AS TEXT)
);

-- name: find_greeting^
-- Whether this account was greeted in this chat.
SELECT 1 FROM greetings WHERE chat_id = :chat_id AND telegram_id = :telegram_id;

-- name: list_seen_in
-- Accounts that were seen in a chat: greeted there, or from there sent what became items.
SELECT telegram_id FROM greetings WHERE chat_id = :chat_id
UNION
SELECT p.telegram_id FROM item_parts m JOIN items i ON i.id = m.item_id JOIN people p ON p.id = i.person_id
WHERE m.chat_id = :chat_id AND p.telegram_id IS NOT NULL;

-- name: insert_greeting!
-- This account was greeted in this chat.
INSERT INTO greetings (chat_id, telegram_id, greeted_at) VALUES (:chat_id, :telegram_id, :now) ON CONFLICT DO NOTHING;

-- name: purge_greetings!
-- Greetings that nobody remembers.
DELETE FROM greetings WHERE greeted_at < :before;

-- name: list_departures
-- Who of the roster is gone from which bound group.
SELECT chat_id, telegram_id FROM departures ORDER BY left_at;

-- name: insert_departure!
-- This account has left this chat.
INSERT INTO departures (chat_id, telegram_id, left_at) VALUES (:chat_id, :telegram_id, :now) ON CONFLICT DO NOTHING;

-- name: delete_departure!
-- It has come back.
DELETE FROM departures WHERE chat_id = :chat_id AND telegram_id = :telegram_id;

-- name: move_departures!
-- A basic group became a supergroup.
UPDATE departures SET chat_id = :new_id WHERE chat_id = :old_id AND telegram_id NOT IN (
    SELECT telegram_id FROM departures WHERE chat_id = :new_id
);

-- name: purge_departures!
-- Of groups that are bound no more, and of accounts that belong to nobody here.
DELETE FROM departures WHERE chat_id NOT IN (SELECT chat_id FROM places)
    OR telegram_id NOT IN (SELECT telegram_id FROM people WHERE telegram_id IS NOT NULL AND state <> 'removed');

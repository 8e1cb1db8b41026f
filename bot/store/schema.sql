BEGIN TRANSACTION;
CREATE TABLE accounts (
	telegram_id BIGINT NOT NULL, 
	is_open BIGINT DEFAULT '0' NOT NULL, 
	language TEXT, 
	seen_at BIGINT NOT NULL, 
	CONSTRAINT pk_accounts PRIMARY KEY (telegram_id)
);
CREATE TABLE adoptions (
	id INTEGER NOT NULL, 
	item_id INTEGER NOT NULL, 
	channel TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	day TEXT NOT NULL, 
	month TEXT NOT NULL, 
	issue TEXT, 
	is_late BIGINT DEFAULT '0' NOT NULL, 
	person_id INTEGER, 
	recorded_at BIGINT NOT NULL, 
	revoked_by INTEGER, 
	revoked_at BIGINT, 
	revoked_month TEXT, 
	CONSTRAINT pk_adoptions PRIMARY KEY (id), 
	CONSTRAINT fk_adoptions_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_adoptions_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_adoptions_revoked_by FOREIGN KEY(revoked_by) REFERENCES people (id)
);
CREATE TABLE albums (
	chat_id BIGINT NOT NULL, 
	album TEXT NOT NULL, 
	seen_at BIGINT NOT NULL, 
	CONSTRAINT pk_albums PRIMARY KEY (chat_id, album)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0081');
CREATE TABLE appeals (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	person_id INTEGER NOT NULL, 
	item_id INTEGER, 
	month TEXT, 
	words TEXT NOT NULL, 
	state TEXT NOT NULL, 
	asked_at BIGINT NOT NULL, 
	decided_by INTEGER, 
	decided_at BIGINT, 
	reason TEXT, 
	chat_id BIGINT, 
	message_id BIGINT, 
	CONSTRAINT fk_appeals_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_appeals_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_appeals_decided_by FOREIGN KEY(decided_by) REFERENCES people (id)
);
CREATE TABLE appraisals (
	year TEXT NOT NULL, 
	figures TEXT NOT NULL, 
	kept_at BIGINT NOT NULL, 
	CONSTRAINT pk_appraisals PRIMARY KEY (year)
);
CREATE TABLE attachments (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	item_id INTEGER, 
	draft_id BIGINT, 
	file_id TEXT NOT NULL, 
	unique_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	mime TEXT NOT NULL, 
	chat_id BIGINT NOT NULL, 
	message_id BIGINT NOT NULL, 
	telegram_id BIGINT NOT NULL, 
	album TEXT, 
	state TEXT NOT NULL, 
	sha256 TEXT, 
	tries BIGINT DEFAULT '0' NOT NULL, 
	try_at BIGINT NOT NULL, 
	reason TEXT, 
	sent_at BIGINT NOT NULL, report_id BIGINT, offer_id BIGINT, 
	CONSTRAINT fk_attachments_item_id FOREIGN KEY(item_id) REFERENCES items (id)
);
CREATE TABLE attendees (
	meeting_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	answer TEXT NOT NULL, 
	reason TEXT, 
	answered_by BIGINT, 
	answered_at BIGINT, 
	eve_timing BIGINT DEFAULT '0' NOT NULL, 
	hour_timing BIGINT DEFAULT '0' NOT NULL, 
	is_asked BIGINT DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_attendees PRIMARY KEY (meeting_id, person_id), 
	CONSTRAINT fk_attendees_meeting_id FOREIGN KEY(meeting_id) REFERENCES meetings (id), 
	CONSTRAINT fk_attendees_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE "audit" (
	id INTEGER NOT NULL, 
	subject TEXT NOT NULL, 
	subject_id BIGINT NOT NULL, 
	person_id BIGINT, 
	step TEXT NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	done_at BIGINT NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
CREATE TABLE bookings (
	id INTEGER NOT NULL, 
	demand_id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	person_id INTEGER, 
	state TEXT NOT NULL, 
	note TEXT, 
	booked_at BIGINT NOT NULL, 
	answer_by_at BIGINT, 
	item_id INTEGER, 
	CONSTRAINT pk_bookings PRIMARY KEY (id), 
	CONSTRAINT fk_bookings_demand_id FOREIGN KEY(demand_id) REFERENCES demands (id), 
	CONSTRAINT fk_bookings_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_bookings_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_bookings_unit_id FOREIGN KEY(unit_id) REFERENCES units (id)
);
CREATE TABLE bulletin_items (
	item_id INTEGER NOT NULL, 
	bulletin_id INTEGER NOT NULL, 
	place BIGINT NOT NULL, 
	note TEXT, 
	pictures TEXT DEFAULT '[]' NOT NULL, 
	CONSTRAINT pk_bulletin_items PRIMARY KEY (item_id), 
	CONSTRAINT fk_bulletin_items_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_bulletin_items_bulletin_id FOREIGN KEY(bulletin_id) REFERENCES bulletins (id)
);
CREATE TABLE bulletin_words (
	id INTEGER NOT NULL, 
	bulletin_id INTEGER NOT NULL, 
	item_id INTEGER, 
	erratum_id INTEGER, 
	chat_id BIGINT NOT NULL, 
	message_id BIGINT NOT NULL, 
	said_at BIGINT NOT NULL, 
	CONSTRAINT pk_bulletin_words PRIMARY KEY (id), 
	CONSTRAINT fk_bulletin_words_bulletin_id FOREIGN KEY(bulletin_id) REFERENCES bulletins (id), 
	CONSTRAINT fk_bulletin_words_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_bulletin_words_erratum_id FOREIGN KEY(erratum_id) REFERENCES errata (id)
);
CREATE TABLE bulletins (
	id INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	is_supplement BIGINT DEFAULT '0' NOT NULL, 
	note TEXT, 
	reason TEXT, 
	gone TEXT DEFAULT '[]' NOT NULL, 
	revision BIGINT DEFAULT '0' NOT NULL, 
	begun_by INTEGER NOT NULL, 
	begun_at BIGINT NOT NULL, 
	sent_by INTEGER, 
	sent_at BIGINT, 
	year BIGINT, 
	number BIGINT, 
	total BIGINT, 
	signed_by INTEGER, 
	signed_at BIGINT, 
	groups BIGINT DEFAULT '0' NOT NULL, 
	content TEXT, 
	made_id BIGINT, 
	sha256 TEXT, 
	size BIGINT DEFAULT '0' NOT NULL, deputy_id BIGINT, 
	CONSTRAINT pk_bulletins PRIMARY KEY (id), 
	CONSTRAINT fk_bulletins_begun_by FOREIGN KEY(begun_by) REFERENCES people (id), 
	CONSTRAINT fk_bulletins_sent_by FOREIGN KEY(sent_by) REFERENCES people (id), 
	CONSTRAINT fk_bulletins_signed_by FOREIGN KEY(signed_by) REFERENCES people (id), 
	CONSTRAINT uq_bulletins_year_is_supplement_number UNIQUE (year, is_supplement, number)
);
CREATE TABLE circular_files (
	id INTEGER NOT NULL, 
	circular_id INTEGER NOT NULL, 
	file_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	sha256 TEXT, 
	size BIGINT NOT NULL, 
	CONSTRAINT pk_circular_files PRIMARY KEY (id), 
	CONSTRAINT fk_circular_files_circular_id FOREIGN KEY(circular_id) REFERENCES circulars (id)
);
CREATE TABLE circular_readers (
	id INTEGER NOT NULL, 
	circular_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	read_at BIGINT, 
	read_by INTEGER, 
	CONSTRAINT pk_circular_readers PRIMARY KEY (id), 
	CONSTRAINT fk_circular_readers_circular_id FOREIGN KEY(circular_id) REFERENCES circulars (id), 
	CONSTRAINT fk_circular_readers_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_circular_readers_read_by FOREIGN KEY(read_by) REFERENCES people (id), 
	CONSTRAINT uq_circular_readers_circular_id_person_id UNIQUE (circular_id, person_id)
);
CREATE TABLE circulars (
	id INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	brief TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	due_at BIGINT, 
	posted_by INTEGER NOT NULL, 
	posted_at BIGINT NOT NULL, 
	closed_at BIGINT, 
	listed_at BIGINT, 
	CONSTRAINT pk_circulars PRIMARY KEY (id), 
	CONSTRAINT fk_circulars_posted_by FOREIGN KEY(posted_by) REFERENCES people (id)
);
CREATE TABLE comments (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	item_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	from_desk BIGINT NOT NULL, 
	objects BIGINT DEFAULT '0' NOT NULL, 
	text TEXT NOT NULL, 
	chat_id BIGINT NOT NULL, 
	message_id BIGINT NOT NULL, 
	said_at BIGINT NOT NULL, 
	CONSTRAINT fk_comments_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_comments_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE comparisons (
	item_id INTEGER NOT NULL, 
	version BIGINT NOT NULL, 
	received_at BIGINT NOT NULL, 
	CONSTRAINT pk_comparisons PRIMARY KEY (item_id), 
	CONSTRAINT fk_comparisons_item_id FOREIGN KEY(item_id) REFERENCES items (id)
);
CREATE TABLE corrections (
	id INTEGER NOT NULL, 
	item_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	chat_id BIGINT NOT NULL, 
	words TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	asked_at BIGINT NOT NULL, 
	decided_by INTEGER, 
	decided_at BIGINT, 
	reason TEXT, 
	"before" TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT pk_corrections PRIMARY KEY (id), 
	CONSTRAINT fk_corrections_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_corrections_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_corrections_decided_by FOREIGN KEY(decided_by) REFERENCES people (id)
);
CREATE TABLE counters (
	name TEXT NOT NULL, 
	value BIGINT NOT NULL, 
	CONSTRAINT pk_counters PRIMARY KEY (name)
);
CREATE TABLE demands (
	id INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	brief TEXT NOT NULL, 
	kind TEXT, 
	due_at BIGINT NOT NULL, 
	slots BIGINT NOT NULL, 
	units TEXT NOT NULL, 
	state TEXT NOT NULL, 
	posted_by INTEGER NOT NULL, 
	posted_at BIGINT NOT NULL, is_overdue BIGINT DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_demands PRIMARY KEY (id), 
	CONSTRAINT fk_demands_posted_by FOREIGN KEY(posted_by) REFERENCES people (id)
);
CREATE TABLE departures (
	chat_id BIGINT NOT NULL, 
	telegram_id BIGINT NOT NULL, 
	left_at BIGINT NOT NULL, 
	CONSTRAINT pk_departures PRIMARY KEY (chat_id, telegram_id)
);
CREATE TABLE deputies (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	deputy_id INTEGER NOT NULL, 
	first TEXT NOT NULL, 
	last TEXT NOT NULL, 
	begins_at BIGINT NOT NULL, 
	ends_at BIGINT NOT NULL, 
	set_by INTEGER NOT NULL, 
	set_at BIGINT NOT NULL, 
	has_begun BIGINT DEFAULT '0' NOT NULL, 
	ended_at BIGINT, 
	ended_by INTEGER, 
	CONSTRAINT pk_deputies PRIMARY KEY (id), 
	CONSTRAINT fk_deputies_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_deputies_deputy_id FOREIGN KEY(deputy_id) REFERENCES people (id), 
	CONSTRAINT fk_deputies_set_by FOREIGN KEY(set_by) REFERENCES people (id), 
	CONSTRAINT fk_deputies_ended_by FOREIGN KEY(ended_by) REFERENCES people (id)
);
CREATE TABLE "drafts" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	chat_id BIGINT NOT NULL, 
	telegram_id BIGINT NOT NULL, 
	kind TEXT NOT NULL, 
	step TEXT NOT NULL, 
	data TEXT NOT NULL, 
	updated_at BIGINT NOT NULL, 
	about TEXT, 
	reminded_at BIGINT, 
	CONSTRAINT uq_drafts_about UNIQUE (about)
);
CREATE TABLE errata (
	id INTEGER NOT NULL, 
	bulletin_id INTEGER NOT NULL, 
	number BIGINT, 
	words TEXT NOT NULL, 
	state TEXT NOT NULL, 
	asked_by INTEGER NOT NULL, 
	asked_at BIGINT NOT NULL, 
	decided_by INTEGER, 
	decided_at BIGINT, deputy_id BIGINT, 
	CONSTRAINT pk_errata PRIMARY KEY (id), 
	CONSTRAINT fk_errata_bulletin_id FOREIGN KEY(bulletin_id) REFERENCES bulletins (id), 
	CONSTRAINT fk_errata_asked_by FOREIGN KEY(asked_by) REFERENCES people (id), 
	CONSTRAINT fk_errata_decided_by FOREIGN KEY(decided_by) REFERENCES people (id), 
	CONSTRAINT uq_errata_bulletin_id_number UNIQUE (bulletin_id, number)
);
CREATE TABLE event_keys (
	"key" BIGINT NOT NULL, 
	item_id BIGINT NOT NULL, 
	CONSTRAINT pk_event_keys PRIMARY KEY ("key", item_id)
)
 WITHOUT ROWID

;
CREATE TABLE exemplars (
	item_id INTEGER NOT NULL, 
	comment TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	chosen_at BIGINT NOT NULL, 
	CONSTRAINT pk_exemplars PRIMARY KEY (item_id), 
	CONSTRAINT fk_exemplars_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_exemplars_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE fee_lines (
	id INTEGER NOT NULL, 
	item_id INTEGER NOT NULL, 
	month TEXT NOT NULL, 
	day TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	kind TEXT, 
	person_id INTEGER, 
	unit_id INTEGER NOT NULL, 
	fen BIGINT NOT NULL, 
	rule TEXT NOT NULL, 
	CONSTRAINT pk_fee_lines PRIMARY KEY (id), 
	CONSTRAINT fk_fee_lines_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_fee_lines_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_fee_lines_unit_id FOREIGN KEY(unit_id) REFERENCES units (id)
);
CREATE TABLE fee_months (
	month TEXT NOT NULL, 
	settled_by INTEGER NOT NULL, 
	settled_at BIGINT NOT NULL, 
	CONSTRAINT pk_fee_months PRIMARY KEY (month), 
	CONSTRAINT fk_fee_months_settled_by FOREIGN KEY(settled_by) REFERENCES people (id)
);
CREATE TABLE feeds (
	name TEXT NOT NULL, 
	url TEXT NOT NULL, 
	due_at BIGINT NOT NULL, 
	etag TEXT, 
	modified TEXT, 
	read_at BIGINT, 
	entries BIGINT NOT NULL, 
	fault TEXT, 
	failures BIGINT NOT NULL, 
	failing_since_at BIGINT, 
	told_on TEXT, 
	CONSTRAINT pk_feeds PRIMARY KEY (name)
);
CREATE TABLE greetings (
	chat_id BIGINT NOT NULL, 
	telegram_id BIGINT NOT NULL, greeted_at BIGINT DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_greetings PRIMARY KEY (chat_id, telegram_id)
);
CREATE TABLE guides (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	text TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	set_at BIGINT NOT NULL, 
	dropped_at BIGINT, 
	CONSTRAINT fk_guides_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE inbox (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	update_id BIGINT NOT NULL, 
	lane TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	state TEXT DEFAULT 'pending' NOT NULL, 
	attempts BIGINT DEFAULT '0' NOT NULL, 
	try_at BIGINT NOT NULL, 
	received_at BIGINT NOT NULL, 
	settled_at BIGINT, 
	error TEXT, 
	CONSTRAINT uq_inbox_update_id UNIQUE (update_id)
);
CREATE TABLE inquiries (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	person_id INTEGER NOT NULL, 
	asked_at BIGINT NOT NULL, 
	CONSTRAINT fk_inquiries_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE inquiry_texts (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	inquiry_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	from_desk BIGINT NOT NULL, 
	text TEXT NOT NULL, 
	chat_id BIGINT NOT NULL, 
	message_id BIGINT NOT NULL, 
	said_at BIGINT NOT NULL, 
	CONSTRAINT fk_inquiry_texts_inquiry_id FOREIGN KEY(inquiry_id) REFERENCES inquiries (id), 
	CONSTRAINT fk_inquiry_texts_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE invites (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	token_hash TEXT NOT NULL, 
	expires_at BIGINT NOT NULL, 
	used_at BIGINT, 
	CONSTRAINT pk_invites PRIMARY KEY (id), 
	CONSTRAINT fk_invites_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT uq_invites_token_hash UNIQUE (token_hash)
);
CREATE TABLE item_faults (
	id INTEGER NOT NULL, 
	item_id INTEGER NOT NULL, 
	fault TEXT NOT NULL, 
	day TEXT NOT NULL, 
	month TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	cleared_by INTEGER, 
	cleared_at BIGINT, 
	cleared_month TEXT, 
	CONSTRAINT pk_item_faults PRIMARY KEY (id), 
	CONSTRAINT fk_item_faults_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_item_faults_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_item_faults_cleared_by FOREIGN KEY(cleared_by) REFERENCES people (id)
);
CREATE TABLE item_parts (
	chat_id BIGINT NOT NULL, 
	message_id BIGINT NOT NULL, 
	place BIGINT NOT NULL, 
	item_id INTEGER NOT NULL, 
	part BIGINT NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_item_parts PRIMARY KEY (chat_id, message_id, place), 
	CONSTRAINT fk_item_parts_item_id FOREIGN KEY(item_id) REFERENCES items (id)
);
CREATE TABLE "item_versions" (
	item_id INTEGER NOT NULL, 
	version BIGINT NOT NULL, 
	title TEXT NOT NULL, 
	body TEXT NOT NULL, 
	written_at BIGINT NOT NULL, 
	original TEXT, 
	edited_by INTEGER, 
	CONSTRAINT pk_item_versions PRIMARY KEY (item_id, version), 
	CONSTRAINT fk_item_versions_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_item_versions_edited_by FOREIGN KEY(edited_by) REFERENCES people (id)
);
CREATE TABLE items (
	id INTEGER NOT NULL, 
	number TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	body TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	is_urgent BIGINT DEFAULT '0' NOT NULL, 
	themes TEXT NOT NULL, 
	joint_units TEXT NOT NULL, 
	source TEXT, 
	origin TEXT, 
	demand_id INTEGER, 
	state TEXT NOT NULL, 
	reason TEXT, 
	reason_text TEXT, 
	editor_id INTEGER, 
	merged_into INTEGER, 
	version BIGINT DEFAULT '1' NOT NULL, 
	month TEXT NOT NULL, 
	received_at BIGINT NOT NULL, 
	decided_at BIGINT, follows_id INTEGER, keypoint BIGINT, 
	CONSTRAINT pk_items PRIMARY KEY (id), 
	CONSTRAINT fk_items_demand_id FOREIGN KEY(demand_id) REFERENCES demands (id), 
	CONSTRAINT fk_items_editor_id FOREIGN KEY(editor_id) REFERENCES people (id), 
	CONSTRAINT fk_items_merged_into FOREIGN KEY(merged_into) REFERENCES items (id), 
	CONSTRAINT fk_items_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_items_unit_id FOREIGN KEY(unit_id) REFERENCES units (id), 
	CONSTRAINT uq_items_number UNIQUE (number)
);
CREATE TABLE join_requests (
	id INTEGER NOT NULL, 
	telegram_id BIGINT NOT NULL, 
	unit TEXT NOT NULL, 
	name TEXT NOT NULL, 
	state TEXT NOT NULL, 
	asked_at BIGINT NOT NULL, 
	decided_by INTEGER, 
	CONSTRAINT pk_join_requests PRIMARY KEY (id), 
	CONSTRAINT fk_join_requests_decided_by FOREIGN KEY(decided_by) REFERENCES people (id)
);
CREATE TABLE keypoint_months (
	month TEXT NOT NULL, 
	published_by INTEGER, 
	published_at BIGINT, 
	CONSTRAINT pk_keypoint_months PRIMARY KEY (month), 
	CONSTRAINT fk_keypoint_months_published_by FOREIGN KEY(published_by) REFERENCES people (id)
);
CREATE TABLE keypoint_readers (
	month TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	read_at BIGINT NOT NULL, 
	CONSTRAINT pk_keypoint_readers PRIMARY KEY (month, person_id), 
	CONSTRAINT fk_keypoint_readers_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE keypoints (
	id INTEGER NOT NULL, 
	month TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	title TEXT NOT NULL, 
	angle TEXT NOT NULL, 
	units TEXT NOT NULL, 
	due_on TEXT, 
	is_dropped BIGINT DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_keypoints PRIMARY KEY (id), 
	CONSTRAINT uq_keypoints_month_number UNIQUE (month, number)
);
CREATE TABLE leader_comments (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	item_id INTEGER NOT NULL, 
	leader_id INTEGER NOT NULL, 
	recorded_by INTEGER NOT NULL, 
	words TEXT NOT NULL, 
	level BIGINT NOT NULL, 
	by_deputy BIGINT NOT NULL, 
	day TEXT NOT NULL, 
	month TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	decided_by INTEGER, 
	decided_at BIGINT, 
	chat_id BIGINT, 
	message_id BIGINT, 
	CONSTRAINT fk_leader_comments_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_leader_comments_leader_id FOREIGN KEY(leader_id) REFERENCES people (id), 
	CONSTRAINT fk_leader_comments_recorded_by FOREIGN KEY(recorded_by) REFERENCES people (id), 
	CONSTRAINT fk_leader_comments_decided_by FOREIGN KEY(decided_by) REFERENCES people (id)
);
CREATE TABLE leads (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	feed TEXT NOT NULL, 
	link_key TEXT NOT NULL, 
	title TEXT NOT NULL, 
	link TEXT NOT NULL, 
	published_at BIGINT, 
	found_at BIGINT NOT NULL, 
	seen_at BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	message BIGINT, 
	decided_by INTEGER, 
	decided_at BIGINT, 
	demand_id INTEGER, 
	CONSTRAINT fk_leads_decided_by FOREIGN KEY(decided_by) REFERENCES people (id), 
	CONSTRAINT fk_leads_demand_id FOREIGN KEY(demand_id) REFERENCES demands (id), 
	CONSTRAINT uq_leads_link_key UNIQUE (link_key)
);
CREATE TABLE leaves (
	person_id INTEGER NOT NULL, 
	month TEXT NOT NULL, 
	CONSTRAINT pk_leaves PRIMARY KEY (person_id, month), 
	CONSTRAINT fk_leaves_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE ledger (
	kind TEXT NOT NULL, 
	place TEXT NOT NULL, 
	period TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	posted_at BIGINT NOT NULL, 
	CONSTRAINT pk_ledger PRIMARY KEY (kind, place, period)
);
CREATE TABLE likenesses (
	item_id INTEGER NOT NULL, 
	other_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	score BIGINT NOT NULL, 
	answer TEXT, 
	CONSTRAINT pk_likenesses PRIMARY KEY (item_id, other_id), 
	CONSTRAINT fk_likenesses_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_likenesses_other_id FOREIGN KEY(other_id) REFERENCES items (id)
);
CREATE TABLE made_files (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind TEXT NOT NULL, 
	spec TEXT NOT NULL, 
	name TEXT NOT NULL, 
	caption TEXT NOT NULL, 
	form TEXT NOT NULL, 
	chat_id BIGINT NOT NULL, 
	thread_id BIGINT DEFAULT '0' NOT NULL, 
	reply_to BIGINT, 
	about TEXT, 
	language TEXT NOT NULL, 
	state TEXT NOT NULL, 
	sha256 TEXT, 
	size BIGINT DEFAULT '0' NOT NULL, 
	outbox_id BIGINT, 
	tries BIGINT DEFAULT '0' NOT NULL, 
	try_at BIGINT NOT NULL, 
	asked_at BIGINT NOT NULL
, also TEXT DEFAULT '[]' NOT NULL);
CREATE TABLE meetings (
	id INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	brief TEXT NOT NULL, 
	begins_at BIGINT NOT NULL, 
	place TEXT NOT NULL, 
	attendees TEXT NOT NULL, 
	state TEXT NOT NULL, 
	called_by INTEGER NOT NULL, 
	called_at BIGINT NOT NULL, 
	timing BIGINT NOT NULL, 
	timed_at BIGINT NOT NULL, 
	sequence BIGINT NOT NULL, 
	CONSTRAINT pk_meetings PRIMARY KEY (id), 
	CONSTRAINT fk_meetings_called_by FOREIGN KEY(called_by) REFERENCES people (id)
);
CREATE TABLE meta (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_meta PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('directory_version','1');
CREATE TABLE minutes (
	id INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	made_at BIGINT NOT NULL, replaced_by BIGINT, undone_at BIGINT, 
	CONSTRAINT pk_minutes PRIMARY KEY (id), 
	CONSTRAINT fk_minutes_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE notices (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	year BIGINT NOT NULL, 
	number BIGINT NOT NULL, 
	month TEXT NOT NULL, 
	figures TEXT NOT NULL, 
	why TEXT, 
	published_by INTEGER, 
	published_at BIGINT NOT NULL, 
	CONSTRAINT pk_notices PRIMARY KEY (id), 
	CONSTRAINT fk_notices_published_by FOREIGN KEY(published_by) REFERENCES people (id), 
	CONSTRAINT uq_notices_kind_year_number UNIQUE (kind, year, number)
);
CREATE TABLE outbox (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	chat_id BIGINT NOT NULL, 
	method TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	priority BIGINT NOT NULL, 
	policy TEXT NOT NULL, 
	state TEXT DEFAULT 'queued' NOT NULL, 
	post_id INTEGER, 
	attempts BIGINT DEFAULT '0' NOT NULL, 
	send_at BIGINT NOT NULL, 
	created_at BIGINT NOT NULL, 
	settled_at BIGINT, 
	message_id BIGINT, 
	error TEXT, about TEXT, lines TEXT, 
	CONSTRAINT fk_outbox_post_id FOREIGN KEY(post_id) REFERENCES posts (id)
);
CREATE TABLE partner_offers (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	is_planned BIGINT NOT NULL, 
	title TEXT NOT NULL, 
	words TEXT NOT NULL, 
	state TEXT NOT NULL, 
	chat_id BIGINT NOT NULL, 
	thread_id BIGINT NOT NULL, 
	message_id BIGINT NOT NULL, 
	offered_at BIGINT NOT NULL, 
	demand_id INTEGER, 
	decided_by INTEGER, 
	decided_at BIGINT, 
	CONSTRAINT pk_partner_offers PRIMARY KEY (id), 
	CONSTRAINT fk_partner_offers_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_partner_offers_demand_id FOREIGN KEY(demand_id) REFERENCES demands (id), 
	CONSTRAINT fk_partner_offers_decided_by FOREIGN KEY(decided_by) REFERENCES people (id)
);
CREATE TABLE people (
	id INTEGER NOT NULL, 
	telegram_id BIGINT, 
	name TEXT NOT NULL, 
	unit_id INTEGER NOT NULL, 
	role TEXT NOT NULL, 
	employment TEXT NOT NULL, 
	month_quota BIGINT, 
	joined_on TEXT NOT NULL, 
	left_on TEXT, 
	state TEXT NOT NULL, 
	language TEXT, 
	CONSTRAINT pk_people PRIMARY KEY (id), 
	CONSTRAINT fk_people_unit_id FOREIGN KEY(unit_id) REFERENCES units (id), 
	CONSTRAINT uq_people_telegram_id UNIQUE (telegram_id)
);
CREATE TABLE place_requests (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	month TEXT, 
	state TEXT NOT NULL, 
	reason TEXT, 
	asked_at BIGINT NOT NULL, 
	decided_by INTEGER, 
	decided_at BIGINT, 
	CONSTRAINT pk_place_requests PRIMARY KEY (id), 
	CONSTRAINT fk_place_requests_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_place_requests_decided_by FOREIGN KEY(decided_by) REFERENCES people (id)
);
CREATE TABLE places (
	id INTEGER NOT NULL, 
	chat_id BIGINT NOT NULL, 
	thread_id BIGINT DEFAULT '0' NOT NULL, 
	kind TEXT NOT NULL, 
	title TEXT NOT NULL, 
	language TEXT, hindrance TEXT, refused_at BIGINT, 
	CONSTRAINT pk_places PRIMARY KEY (id), 
	CONSTRAINT uq_places_chat_id_thread_id UNIQUE (chat_id, thread_id)
);
CREATE TABLE "point_lines" (
	id INTEGER NOT NULL, 
	item_id INTEGER, 
	day TEXT NOT NULL, 
	month TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	kind TEXT, 
	person_id INTEGER, 
	unit_id INTEGER NOT NULL, 
	hundredths BIGINT NOT NULL, 
	rule TEXT NOT NULL, 
	version TEXT NOT NULL, 
	booking_id INTEGER, 
	CONSTRAINT pk_point_lines PRIMARY KEY (id), 
	CONSTRAINT fk_point_lines_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_point_lines_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_point_lines_unit_id FOREIGN KEY(unit_id) REFERENCES units (id), 
	CONSTRAINT fk_point_lines_booking_id FOREIGN KEY(booking_id) REFERENCES bookings (id)
);
CREATE TABLE posts (
	id INTEGER NOT NULL, 
	slot TEXT NOT NULL, 
	chat_id BIGINT NOT NULL, 
	thread_id BIGINT DEFAULT '0' NOT NULL, 
	message_id BIGINT, head TEXT, 
	CONSTRAINT pk_posts PRIMARY KEY (id), 
	CONSTRAINT uq_posts_slot_chat_id_thread_id UNIQUE (slot, chat_id, thread_id)
);
CREATE TABLE proposal_answers (
	id INTEGER NOT NULL, 
	proposal_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	said_at BIGINT NOT NULL, 
	CONSTRAINT pk_proposal_answers PRIMARY KEY (id), 
	CONSTRAINT fk_proposal_answers_proposal_id FOREIGN KEY(proposal_id) REFERENCES proposals (id), 
	CONSTRAINT fk_proposal_answers_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE proposals (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	state TEXT NOT NULL, 
	made_at BIGINT NOT NULL, 
	demand_id INTEGER, decided_by INTEGER, decided_at BIGINT, why TEXT, month TEXT, 
	CONSTRAINT pk_proposals PRIMARY KEY (id), 
	CONSTRAINT fk_proposals_demand_id FOREIGN KEY(demand_id) REFERENCES demands (id), 
	CONSTRAINT fk_proposals_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE quiet_hours (
	person_id INTEGER NOT NULL, 
	begins BIGINT NOT NULL, 
	ends BIGINT NOT NULL, 
	CONSTRAINT pk_quiet_hours PRIMARY KEY (person_id), 
	CONSTRAINT fk_quiet_hours_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE quota_numbers (
	month TEXT NOT NULL, 
	part_time BIGINT NOT NULL, 
	full_time BIGINT NOT NULL, 
	units TEXT NOT NULL, 
	CONSTRAINT pk_quota_numbers PRIMARY KEY (month)
);
CREATE TABLE rotations (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	first_day TEXT NOT NULL, 
	last_day TEXT NOT NULL, 
	mentor_id INTEGER, 
	state TEXT NOT NULL, 
	planned_by INTEGER NOT NULL, 
	planned_at BIGINT NOT NULL, 
	asked_at BIGINT NOT NULL, 
	reminded_at BIGINT, 
	confirmed_at BIGINT, 
	ended_at BIGINT, 
	nudged_at BIGINT, 
	assessment TEXT, 
	assessed_by INTEGER, 
	assessed_at BIGINT, 
	chat_id BIGINT, 
	message_id BIGINT, 
	CONSTRAINT pk_rotations PRIMARY KEY (id), 
	CONSTRAINT fk_rotations_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_rotations_mentor_id FOREIGN KEY(mentor_id) REFERENCES people (id), 
	CONSTRAINT fk_rotations_planned_by FOREIGN KEY(planned_by) REFERENCES people (id), 
	CONSTRAINT fk_rotations_assessed_by FOREIGN KEY(assessed_by) REFERENCES people (id)
);
CREATE TABLE search_index_progress (form BIGINT NOT NULL, last_id BIGINT NOT NULL, is_to_erase BIGINT NOT NULL);
INSERT INTO "search_index_progress" VALUES(0,0,0);
CREATE TABLE search_index_stale (item_id BIGINT NOT NULL CONSTRAINT pk_search_index_stale PRIMARY KEY);
CREATE TABLE sent_up (
	item_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	sent_at BIGINT NOT NULL, 
	CONSTRAINT pk_sent_up PRIMARY KEY (item_id), 
	CONSTRAINT fk_sent_up_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_sent_up_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE shares (
	item_id INTEGER NOT NULL, 
	first_percent BIGINT NOT NULL, 
	CONSTRAINT pk_shares PRIMARY KEY (item_id), 
	CONSTRAINT fk_shares_item_id FOREIGN KEY(item_id) REFERENCES items (id)
);
CREATE TABLE sharing_answers (
	item_id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	is_taken BIGINT NOT NULL, 
	answered_at BIGINT NOT NULL, 
	CONSTRAINT pk_sharing_answers PRIMARY KEY (item_id, unit_id), 
	CONSTRAINT fk_sharing_answers_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_sharing_answers_unit_id FOREIGN KEY(unit_id) REFERENCES units (id), 
	CONSTRAINT fk_sharing_answers_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE sharings (
	item_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	shared_at BIGINT NOT NULL, 
	taken_back_at BIGINT, 
	CONSTRAINT pk_sharings PRIMARY KEY (item_id), 
	CONSTRAINT fk_sharings_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_sharings_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE swaps (
	id INTEGER NOT NULL, 
	rotation_id INTEGER NOT NULL, 
	other_id INTEGER NOT NULL, 
	asked_by INTEGER NOT NULL, 
	asked_of INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	asked_at BIGINT NOT NULL, 
	reminded_at BIGINT, 
	answered_at BIGINT, 
	CONSTRAINT pk_swaps PRIMARY KEY (id), 
	CONSTRAINT fk_swaps_rotation_id FOREIGN KEY(rotation_id) REFERENCES rotations (id), 
	CONSTRAINT fk_swaps_other_id FOREIGN KEY(other_id) REFERENCES rotations (id), 
	CONSTRAINT fk_swaps_asked_by FOREIGN KEY(asked_by) REFERENCES people (id), 
	CONSTRAINT fk_swaps_asked_of FOREIGN KEY(asked_of) REFERENCES people (id)
);
CREATE TABLE switched_off (
	person_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	CONSTRAINT pk_switched_off PRIMARY KEY (person_id, kind), 
	CONSTRAINT fk_switched_off_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE task_parts (
	id INTEGER NOT NULL, 
	task_id INTEGER NOT NULL, 
	unit_id INTEGER NOT NULL, 
	named_id INTEGER, 
	is_lead BIGINT NOT NULL, 
	person_id INTEGER, 
	accepted_at BIGINT, deputy_id BIGINT, 
	CONSTRAINT pk_task_parts PRIMARY KEY (id), 
	CONSTRAINT fk_task_parts_task_id FOREIGN KEY(task_id) REFERENCES tasks (id), 
	CONSTRAINT fk_task_parts_unit_id FOREIGN KEY(unit_id) REFERENCES units (id), 
	CONSTRAINT fk_task_parts_named_id FOREIGN KEY(named_id) REFERENCES people (id), 
	CONSTRAINT fk_task_parts_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE task_reports (
	id INTEGER NOT NULL, 
	task_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	words TEXT NOT NULL, 
	until_at BIGINT, 
	said_at BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	answered_by INTEGER, 
	answered_at BIGINT, 
	reason TEXT, 
	chat_id BIGINT, 
	message_id BIGINT, deputy_id BIGINT, answer_deputy_id BIGINT, reply_to BIGINT, 
	CONSTRAINT pk_task_reports PRIMARY KEY (id), 
	CONSTRAINT fk_task_reports_task_id FOREIGN KEY(task_id) REFERENCES tasks (id), 
	CONSTRAINT fk_task_reports_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_task_reports_answered_by FOREIGN KEY(answered_by) REFERENCES people (id)
);
CREATE TABLE tasks (
	id INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	words TEXT NOT NULL, 
	due_at BIGINT NOT NULL, 
	due_since_at BIGINT NOT NULL, 
	is_overdue BIGINT DEFAULT '0' NOT NULL, 
	item_id INTEGER, 
	comment_id BIGINT, 
	leader_id INTEGER, 
	set_by INTEGER NOT NULL, 
	set_at BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	ended_at BIGINT, 
	CONSTRAINT pk_tasks PRIMARY KEY (id), 
	CONSTRAINT fk_tasks_item_id FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_tasks_leader_id FOREIGN KEY(leader_id) REFERENCES people (id), 
	CONSTRAINT fk_tasks_set_by FOREIGN KEY(set_by) REFERENCES people (id)
);
CREATE TABLE text_keys (
	"key" BIGINT NOT NULL, 
	item_id BIGINT NOT NULL, 
	CONSTRAINT pk_text_keys PRIMARY KEY ("key", item_id)
)
 WITHOUT ROWID

;
CREATE TABLE undos (
	subject TEXT NOT NULL, 
	subject_id BIGINT NOT NULL, 
	person_id INTEGER NOT NULL, 
	"before" TEXT NOT NULL, 
	done_at BIGINT NOT NULL, 
	CONSTRAINT pk_undos PRIMARY KEY (subject, subject_id), 
	CONSTRAINT fk_undos_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE unit_targets (
	unit_id INTEGER NOT NULL, 
	year BIGINT NOT NULL, 
	points BIGINT NOT NULL, 
	CONSTRAINT pk_unit_targets PRIMARY KEY (unit_id, year), 
	CONSTRAINT fk_unit_targets_unit_id FOREIGN KEY(unit_id) REFERENCES units (id)
);
CREATE TABLE units (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	CONSTRAINT pk_units PRIMARY KEY (id), 
	CONSTRAINT uq_units_name UNIQUE (name)
);
CREATE TABLE writings (
	subject TEXT NOT NULL, 
	subject_id BIGINT NOT NULL, 
	chat_id BIGINT NOT NULL, 
	message_id BIGINT NOT NULL, 
	CONSTRAINT pk_writings PRIMARY KEY (subject, subject_id, chat_id, message_id)
);
CREATE INDEX ix_inbox_state_seq ON inbox (state, seq);
CREATE INDEX ix_posts_chat_id_message_id ON posts (chat_id, message_id);
CREATE INDEX ix_outbox_chat_id_state ON outbox (chat_id, state);
CREATE INDEX ix_outbox_post_id ON outbox (post_id);
CREATE INDEX ix_outbox_state_send_at ON outbox (state, send_at);
CREATE INDEX ix_people_unit_id ON people (unit_id);
CREATE INDEX ix_join_requests_telegram_id ON join_requests (telegram_id);
CREATE INDEX ix_items_demand_id ON items (demand_id);
CREATE INDEX ix_bookings_demand_id ON bookings (demand_id);
CREATE INDEX ix_bookings_unit_id_state ON bookings (unit_id, state);
CREATE INDEX ix_item_parts_item_id ON item_parts (item_id);
CREATE INDEX ix_audit_subject_subject_id ON audit (subject, subject_id);
CREATE INDEX ix_items_person_id_month_state_reason ON items (person_id, month, state, reason);
CREATE INDEX ix_demands_state_due_at ON demands (state, due_at);
CREATE INDEX ix_bookings_state_answer_by_at ON bookings (state, answer_by_at);
CREATE INDEX ix_drafts_telegram_id_chat_id ON drafts (telegram_id, chat_id);
CREATE INDEX ix_items_received_at ON items (received_at) WHERE state = 'waiting';
CREATE INDEX ix_items_merged_into ON items (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX ix_attachments_item_id ON attachments (item_id) WHERE item_id IS NOT NULL;
CREATE INDEX ix_attachments_draft_id ON attachments (draft_id) WHERE draft_id IS NOT NULL;
CREATE INDEX ix_attachments_album ON attachments (album) WHERE album IS NOT NULL;
CREATE INDEX ix_attachments_sha256 ON attachments (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX ix_attachments_try_at ON attachments (try_at) WHERE state = 'wanted';
CREATE INDEX ix_text_keys_item_id ON text_keys (item_id);
CREATE INDEX ix_event_keys_item_id ON event_keys (item_id);
CREATE INDEX ix_comparisons_received_at ON comparisons (received_at);
CREATE INDEX ix_comparisons_item_id ON comparisons (item_id) WHERE version = 0;
CREATE INDEX ix_likenesses_other_id ON likenesses (other_id);
CREATE INDEX ix_items_follows_id ON items (follows_id) WHERE follows_id IS NOT NULL;
CREATE UNIQUE INDEX ix_corrections_item_id ON corrections (item_id) WHERE state = 'asked';
CREATE INDEX ix_items_decided_at ON items (decided_at) WHERE state = 'reviewing';
CREATE INDEX ix_adoptions_item_id ON adoptions (item_id);
CREATE INDEX ix_adoptions_day ON adoptions (day);
CREATE INDEX ix_comments_item_id ON comments (item_id);
CREATE INDEX ix_comments_chat_id_message_id ON comments (chat_id, message_id);
CREATE INDEX ix_items_id ON items (id) WHERE state = 'reserved';
CREATE VIEW search_index_rows AS SELECT 0 AS item_id, '' AS lexemes WHERE false;
CREATE INDEX ix_made_files_try_at ON made_files (try_at) WHERE state = 'wanted';
CREATE INDEX ix_made_files_sha256 ON made_files (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX ix_made_files_outbox_id ON made_files (outbox_id) WHERE outbox_id IS NOT NULL;
CREATE INDEX ix_items_month_state_reason_person_id_unit_id_kind ON items (month, state, reason, person_id, unit_id, kind);
CREATE INDEX ix_point_lines_item_id ON point_lines (item_id);
CREATE INDEX ix_point_lines_month_unit_id ON point_lines (month, unit_id);
CREATE INDEX ix_point_lines_person_id_month ON point_lines (person_id, month);
CREATE INDEX ix_item_faults_item_id ON item_faults (item_id);
CREATE INDEX ix_bulletin_items_bulletin_id ON bulletin_items (bulletin_id);
CREATE INDEX ix_items_adopted ON items (decided_at) WHERE state = 'adopted';
CREATE INDEX ix_fee_lines_item_id ON fee_lines (item_id);
CREATE INDEX ix_fee_lines_month ON fee_lines (month);
CREATE INDEX ix_bulletin_words_chat_id_message_id ON bulletin_words (chat_id, message_id);
CREATE INDEX ix_notices_month ON notices (month);
CREATE INDEX ix_adoptions_month ON adoptions (month);
CREATE INDEX ix_adoptions_revoked_month ON adoptions (revoked_month) WHERE revoked_month IS NOT NULL;
CREATE INDEX ix_partner_offers_chat_id_message_id ON partner_offers (chat_id, message_id);
CREATE INDEX ix_partner_offers_offered_at ON partner_offers (offered_at);
CREATE INDEX ix_rotations_last_day ON rotations (last_day);
CREATE INDEX ix_swaps_state ON swaps (state) WHERE state = 'asked';
CREATE INDEX ix_inquiries_person_id ON inquiries (person_id);
CREATE INDEX ix_inquiry_texts_inquiry_id ON inquiry_texts (inquiry_id);
CREATE INDEX ix_inquiry_texts_chat_id_message_id ON inquiry_texts (chat_id, message_id);
CREATE INDEX ix_leads_message ON leads (message);
CREATE INDEX ix_leads_found_at ON leads (found_at);
CREATE INDEX ix_tasks_set_at ON tasks (set_at);
CREATE INDEX ix_tasks_state_due_at ON tasks (state, due_at);
CREATE INDEX ix_tasks_item_id ON tasks (item_id) WHERE item_id IS NOT NULL;
CREATE INDEX ix_task_parts_task_id ON task_parts (task_id);
CREATE INDEX ix_task_parts_unit_id ON task_parts (unit_id);
CREATE INDEX ix_task_reports_task_id ON task_reports (task_id);
CREATE INDEX ix_task_reports_chat_id_message_id ON task_reports (chat_id, message_id);
CREATE INDEX ix_circulars_posted_by ON circulars (posted_by);
CREATE INDEX ix_circular_readers_person_id ON circular_readers (person_id) WHERE read_at IS NULL;
CREATE INDEX ix_circular_files_circular_id ON circular_files (circular_id);
CREATE INDEX ix_circular_files_sha256 ON circular_files (sha256);
CREATE INDEX ix_meetings_state_begins_at ON meetings (state, begins_at);
CREATE INDEX ix_items_month ON items (month) WHERE keypoint IS NOT NULL;
CREATE INDEX ix_attachments_report_id ON attachments (report_id) WHERE report_id IS NOT NULL;
CREATE INDEX ix_attachments_offer_id ON attachments (offer_id) WHERE offer_id IS NOT NULL;
CREATE INDEX ix_writings_chat_id_message_id ON writings (chat_id, message_id);
CREATE INDEX ix_proposal_answers_proposal_id ON proposal_answers (proposal_id);
CREATE INDEX ix_leader_comments_item_id ON leader_comments (item_id);
CREATE INDEX ix_leader_comments_month ON leader_comments (month);
CREATE INDEX ix_appeals_item_id ON appeals (item_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('drafts',0);
CREATE VIRTUAL TABLE search_index
USING fts5 (lexemes, content=search_index_rows, content_rowid=item_id, columnsize=0, detail=none, tokenize=ascii);
COMMIT;

-- Which secret a folder's content keys follow from. '': made before secrets had ids, so the oldest one that is still given.
create table content_secret (
  public_path text primary key,
  secret_id text not null,
  created_at timestamptz(3) not null default now()
);
insert into content_secret (public_path, secret_id)
select public_path, '' from media_asset union select public_path, '' from broadcast;

-- Who was given which content keys: one row for each holder, folder and hour. 0: no account (a hall's screen), no hall.
create table key_issue (
  public_path text not null,
  account_id int not null,
  auth_session_id int not null,
  venue_id int not null,
  hour timestamptz(3) not null,
  session_id int not null,
  -- The code on the picture while these keys were used.
  mark text not null,
  periods int4multirange not null,
  requests int not null,
  first_at timestamptz(3) not null,
  last_at timestamptz(3) not null,
  primary key (public_path, account_id, auth_session_id, venue_id, hour, mark)
);
-- An inspector looks a code up; retention removes by time.
create index key_issue_mark_idx on key_issue (mark);
create index key_issue_last_at_idx on key_issue (last_at);
create index key_issue_account_id_last_at_idx on key_issue (account_id, last_at);

create type quarantine_target as enum ('ASSET', 'DOCUMENT', 'IMPORT');
-- What was withdrawn at once, everywhere, and perhaps given back.
create table quarantine (
  id serial primary key,
  target quarantine_target not null,
  -- The asset's or document's number, the import's uuid.
  target_id text not null,
  -- What it is called, for the page: a file's name or a document's title.
  title text not null,
  -- The folder of an asset; withdrawn paths are all that the media path has to know.
  public_path text,
  unit_id int,
  reason text not null,
  by_account_id int references account (id) on delete set null on update cascade,
  by_name text not null,
  at timestamptz(3) not null default now(),
  lifted_at timestamptz(3),
  lifted_by_name text,
  lift_reason text
);
-- One at a time for each thing; what is asked at every page that shows it.
create unique index quarantine_open_key on quarantine (target, target_id) where lifted_at is null;
create index quarantine_at_idx on quarantine (at);

-- "No state secrets in it": who uploads says so, and when.
alter table upload add column attested_at timestamptz(3);
alter table import_run add column attested_at timestamptz(3);

-- Sign-ins ended early: what the media path asks every two seconds.
create index auth_session_revoked_at_idx on auth_session (revoked_at) where revoked_at is not null;

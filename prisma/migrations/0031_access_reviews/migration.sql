-- Access reviews every six months: see docs/security/access.md.

CREATE TYPE access_review_state AS ENUM ('OPEN', 'DONE');
CREATE TYPE access_decision AS ENUM ('KEEP', 'WITHDRAW');
CREATE TABLE access_review (
  id serial PRIMARY KEY,
  unit_id int NOT NULL REFERENCES unit (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  state access_review_state NOT NULL DEFAULT 'OPEN',
  period_from date NOT NULL,
  period_to date NOT NULL,
  due_on date NOT NULL,
  opened_by_id int NOT NULL,
  opened_by_name text NOT NULL,
  opened_at timestamptz(3) NOT NULL DEFAULT now(),
  note text,
  finished_by_id int,
  finished_by_name text,
  finished_at timestamptz(3),
  sha256 text,
  CONSTRAINT access_review_finished CHECK (state = 'OPEN' OR num_nonnulls(finished_by_id, finished_by_name, finished_at, sha256) = 4)
);
CREATE UNIQUE INDEX access_review_open_key ON access_review (unit_id) WHERE state = 'OPEN';
CREATE INDEX access_review_unit_id_idx ON access_review (unit_id);

-- One role of one account as it was when the review was opened, and what was decided about it.
CREATE TABLE access_review_item (
  id serial PRIMARY KEY,
  review_id int NOT NULL REFERENCES access_review (id) ON DELETE CASCADE ON UPDATE CASCADE,
  grant_id int NOT NULL,
  account_id int NOT NULL,
  username text NOT NULL,
  account_name text NOT NULL,
  role role NOT NULL,
  unit_id int NOT NULL,
  unit_code text NOT NULL,
  unit_name text NOT NULL,
  granted_at timestamptz(3) NOT NULL,
  granted_by_name text,
  approved_by_name text,
  approved_at timestamptz(3),
  last_sign_in_at timestamptz(3),
  has_factor boolean NOT NULL,
  disabled boolean NOT NULL,
  emergencies int NOT NULL,
  decision access_decision,
  note text,
  decided_by_id int,
  decided_by_name text,
  decided_at timestamptz(3),
  CONSTRAINT access_review_item_by_another CHECK (decided_by_id <> account_id),
  CONSTRAINT access_review_item_decided CHECK (num_nonnulls(decision, decided_by_id, decided_by_name, decided_at) IN (0, 4))
);
CREATE UNIQUE INDEX access_review_item_review_id_grant_id_key ON access_review_item (review_id, grant_id);
CREATE INDEX access_review_item_review_id_decision_idx ON access_review_item (review_id, decision);

-- What a finished review's hash covers: each line in order, fields with their length before them so that no two lists have one text.
CREATE FUNCTION dc_review_digest(review int) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(coalesce(string_agg(line, '' ORDER BY n), ''), 'UTF8')), 'hex') FROM (
    SELECT 0 AS n, concat_ws('|', r.id, r.unit_id, r.period_from, r.period_to, r.due_on, r.opened_by_id) || E'\n' AS line FROM access_review r WHERE r.id = review
    UNION ALL
    SELECT i.id, (SELECT string_agg(coalesce(octet_length(f)::text || ':' || f, '-'), '') FROM unnest(ARRAY[i.grant_id::text, i.account_id::text, i.username, i.account_name, i.role::text,
      i.unit_id::text, i.unit_code, i.unit_name, floor(extract(epoch from i.granted_at) * 1000)::bigint::text, i.granted_by_name, i.approved_by_name,
      floor(extract(epoch from i.approved_at) * 1000)::bigint::text, floor(extract(epoch from i.last_sign_in_at) * 1000)::bigint::text, i.has_factor::text, i.disabled::text,
      i.emergencies::text, i.decision::text, i.note, i.decided_by_id::text, i.decided_by_name, floor(extract(epoch from i.decided_at) * 1000)::bigint::text]) AS f) || E'\n'
    FROM access_review_item i WHERE i.review_id = review) AS lines
$$;

-- A finished review stands: its lines decided by others than those they are about, its hash right, nothing changed any more.
CREATE FUNCTION dc_guard_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'OPEN' OR NEW.opened_by_id <> coalesce(dc_account(), NEW.opened_by_id) THEN
      RAISE EXCEPTION 'a review is opened in one''s own name' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state = 'DONE' AND NEW IS DISTINCT FROM OLD
     OR (NEW.id, NEW.unit_id, NEW.period_from, NEW.period_to, NEW.due_on, NEW.opened_by_id, NEW.opened_at)
        IS DISTINCT FROM (OLD.id, OLD.unit_id, OLD.period_from, OLD.period_to, OLD.due_on, OLD.opened_by_id, OLD.opened_at) THEN
    RAISE EXCEPTION 'a review is finished once and never changed' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state = 'OPEN' AND NEW.state = 'DONE' THEN
    IF NEW.finished_by_id <> coalesce(dc_account(), NEW.finished_by_id)
       OR EXISTS (SELECT FROM access_review_item i WHERE i.review_id = NEW.id AND i.decision IS NULL)
       OR NEW.sha256 <> dc_review_digest(NEW.id) THEN
      RAISE EXCEPTION 'a review is finished when every line is decided, with its hash' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON access_review FOR EACH ROW EXECUTE FUNCTION dc_guard_review();

CREATE FUNCTION dc_guard_review_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The share lock waits for whoever is finishing it, and makes them wait for this.
  PERFORM FROM access_review r WHERE r.id = CASE TG_OP WHEN 'DELETE' THEN OLD.review_id ELSE NEW.review_id END AND r.state = 'OPEN' FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a finished review is never changed' USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF TG_OP = 'UPDATE' AND (NEW.id, NEW.review_id, NEW.grant_id, NEW.account_id, NEW.role, NEW.unit_id, NEW.granted_at, NEW.granted_by_name, NEW.approved_by_name,
       NEW.last_sign_in_at, NEW.has_factor, NEW.emergencies)
     IS DISTINCT FROM (OLD.id, OLD.review_id, OLD.grant_id, OLD.account_id, OLD.role, OLD.unit_id, OLD.granted_at, OLD.granted_by_name, OLD.approved_by_name,
       OLD.last_sign_in_at, OLD.has_factor, OLD.emergencies) THEN
    RAISE EXCEPTION 'only the decision about a line changes' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.decision IS NOT NULL AND NEW.decided_by_id <> coalesce(dc_account(), NEW.decided_by_id)
     AND (TG_OP = 'INSERT' OR NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id) THEN
    RAISE EXCEPTION 'a line is decided in one''s own name' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON access_review_item FOR EACH ROW EXECUTE FUNCTION dc_guard_review_item();

-- Rows: reviewers of the unit, or of one above it.
ALTER TABLE access_review ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON access_review TO diemcau_worker USING (true) WITH CHECK (true);
CREATE POLICY own ON access_review TO diemcau_web USING (
  unit_id IN (SELECT dc_units('access.review')));
ALTER TABLE access_review_item ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON access_review_item TO diemcau_worker USING (true) WITH CHECK (true);
CREATE POLICY own ON access_review_item TO diemcau_web USING (EXISTS (SELECT FROM access_review r WHERE r.id = review_id)
  AND unit_id IN (SELECT dc_units('access.review')));
REVOKE DELETE ON access_review, access_review_item FROM diemcau_web, diemcau_worker;

-- A reviewer who is no administrator takes a role back: the part is asked only after the line was found to be theirs to decide.
CREATE POLICY review ON role_grant FOR UPDATE TO diemcau_web USING ((SELECT dc_part()) = 'access-review') WITH CHECK (revoked_at IS NOT NULL);
CREATE POLICY review_sees ON role_grant FOR SELECT TO diemcau_web USING ((SELECT dc_part()) = 'access-review');
GRANT EXECUTE ON FUNCTION dc_review_digest(int) TO diemcau_web, diemcau_worker;

-- When a finished review last covered a unit, whoever's it was, and when roles were first given below it: dates, nothing about people.
CREATE FUNCTION dc_last_review(root ltree) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT max(r.finished_at) FROM access_review r JOIN unit u ON u.id = r.unit_id WHERE r.state = 'DONE' AND root OPERATOR(public.<@) u.path
$$;
CREATE FUNCTION dc_first_grant(root ltree) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT min(g.granted_at) FROM role_grant g JOIN unit u ON u.id = g.unit_id WHERE g.revoked_at IS NULL AND g.role <> 'MEMBER' AND u.path OPERATOR(public.<@) root
$$;
GRANT EXECUTE ON FUNCTION dc_last_review(ltree), dc_first_grant(ltree) TO diemcau_web, diemcau_worker;

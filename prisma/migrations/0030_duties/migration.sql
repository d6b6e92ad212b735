-- Two pairs of eyes for powerful roles, and emergencies: see docs/security/access.md.

ALTER TABLE role_grant ADD COLUMN approved_by_id int, ADD COLUMN proposal_id int;
CREATE UNIQUE INDEX role_grant_proposal_id_key ON role_grant (proposal_id);

CREATE TYPE grant_proposal_state AS ENUM ('PENDING', 'APPROVED', 'REFUSED', 'WITHDRAWN', 'EXPIRED');
CREATE TABLE grant_proposal (
  id serial PRIMARY KEY,
  account_id int NOT NULL REFERENCES account (id) ON DELETE CASCADE ON UPDATE CASCADE,
  -- As they were called then: whoever decides need not see the accounts themselves.
  username text NOT NULL,
  account_name text NOT NULL,
  role role NOT NULL,
  unit_id int NOT NULL REFERENCES unit (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  state grant_proposal_state NOT NULL DEFAULT 'PENDING',
  proposed_by_id int NOT NULL,
  proposed_by_name text NOT NULL,
  proposed_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  decided_by_id int,
  decided_by_name text,
  decided_at timestamptz(3),
  note text,
  CONSTRAINT grant_proposal_second_person CHECK (state <> 'APPROVED' OR (decided_by_id IS NOT NULL AND decided_by_id <> proposed_by_id AND decided_by_id <> account_id)),
  CONSTRAINT grant_proposal_refused_by_another CHECK (state <> 'REFUSED' OR (decided_by_id IS NOT NULL AND decided_by_id <> proposed_by_id AND decided_by_id <> account_id)),
  CONSTRAINT grant_proposal_withdrawn_by_proposer CHECK (state <> 'WITHDRAWN' OR decided_by_id = proposed_by_id),
  CONSTRAINT grant_proposal_decided CHECK ((state = 'PENDING') = (decided_at IS NULL))
);
CREATE UNIQUE INDEX grant_proposal_waiting_key ON grant_proposal (account_id, role, unit_id) WHERE state = 'PENDING';
CREATE INDEX grant_proposal_account_id_idx ON grant_proposal (account_id);
CREATE INDEX grant_proposal_unit_id_state_idx ON grant_proposal (unit_id, state);

-- Which roles want a second person; the same as SECOND_APPROVAL in app/modules/accounts/access.ts (a test compares them).
CREATE FUNCTION dc_needs_approval(given role, unit_id int) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT given IN ('INSPECTOR', 'ADMINISTRATOR')
      OR (given IN ('SECRETARY', 'ORGANISER', 'COMMITTEE') AND EXISTS (SELECT FROM unit u WHERE u.id = unit_id AND u.kind IN ('CENTRAL', 'BLOC', 'SUPERIOR')))
$$;

-- A proposal is made by who asks, decided once, by who asks, in its time; nothing else of it ever changes.
CREATE FUNCTION dc_guard_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'PENDING' OR NEW.proposed_by_id <> coalesce(dc_account(), NEW.proposed_by_id) THEN
      RAISE EXCEPTION 'a proposal is made in one''s own name and waits' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.account_id, NEW.username, NEW.account_name, NEW.role, NEW.unit_id, NEW.proposed_by_id, NEW.proposed_by_name, NEW.proposed_at, NEW.expires_at)
     IS DISTINCT FROM (OLD.id, OLD.account_id, OLD.username, OLD.account_name, OLD.role, OLD.unit_id, OLD.proposed_by_id, OLD.proposed_by_name, OLD.proposed_at, OLD.expires_at)
     OR (OLD.state <> 'PENDING' AND NEW IS DISTINCT FROM OLD) THEN
    RAISE EXCEPTION 'a proposal is decided once and never changed' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state = 'PENDING' AND NEW.state <> 'PENDING' THEN
    IF (NEW.state = 'EXPIRED') <> (NEW.decided_at >= OLD.expires_at)
       OR (NEW.state <> 'EXPIRED' AND NEW.decided_by_id <> coalesce(dc_account(), NEW.decided_by_id)) THEN
      RAISE EXCEPTION 'a proposal is decided in its time, in one''s own name' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON grant_proposal FOR EACH ROW EXECUTE FUNCTION dc_guard_proposal();

-- A powerful grant comes from an approved proposal. The machine's own (command line, first start, sample: no giver, not web or worker) may do without.
CREATE FUNCTION dc_guard_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.account_id, NEW.role, NEW.unit_id) IS DISTINCT FROM (OLD.account_id, OLD.role, OLD.unit_id)
       OR (NEW.revoked_at IS NULL AND OLD.revoked_at IS NOT NULL) THEN
      RAISE EXCEPTION 'a grant is revoked and given anew, never changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NOT dc_needs_approval(NEW.role, NEW.unit_id)
     OR (NEW.granted_by_id IS NULL AND NEW.proposal_id IS NULL AND current_user NOT IN ('diemcau_web', 'diemcau_worker')) THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (SELECT FROM grant_proposal p
                  WHERE p.id = NEW.proposal_id AND p.state = 'APPROVED' AND p.account_id = NEW.account_id AND p.role = NEW.role
                    AND p.unit_id = NEW.unit_id AND p.proposed_by_id = NEW.granted_by_id AND p.decided_by_id = NEW.approved_by_id) THEN
    RAISE EXCEPTION 'this role needs the approval of a second person' USING ERRCODE = 'check_violation', CONSTRAINT = 'role_grant_second_person';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON role_grant FOR EACH ROW EXECUTE FUNCTION dc_guard_grant();

-- Temporary access in an emergency.
CREATE TYPE emergency_verdict AS ENUM ('ACCEPTED', 'OBJECTED');
CREATE TABLE emergency_access (
  id serial PRIMARY KEY,
  account_id int NOT NULL REFERENCES account (id) ON DELETE CASCADE ON UPDATE CASCADE,
  account_name text NOT NULL,
  role role NOT NULL,
  read_only boolean NOT NULL,
  unit_id int NOT NULL REFERENCES unit (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  reason text NOT NULL,
  started_at timestamptz(3) NOT NULL DEFAULT now(),
  until_at timestamptz(3) NOT NULL,
  -- Put an end to early.
  ended_at timestamptz(3),
  ended_by_id int,
  ended_by_name text,
  -- When the messages about it were written.
  alarmed_at timestamptz(3),
  verdict emergency_verdict,
  review_note text,
  reviewed_by_id int,
  reviewed_by_name text,
  reviewed_at timestamptz(3),
  CONSTRAINT emergency_access_stated CHECK (char_length(btrim(reason)) >= 20),
  CONSTRAINT emergency_access_short CHECK (until_at > started_at AND until_at <= started_at + interval '60 minutes'),
  CONSTRAINT emergency_access_role CHECK (role IN ('SECRETARY', 'ORGANISER', 'COMMITTEE')),
  CONSTRAINT emergency_access_reviewed_by_another CHECK (reviewed_by_id <> account_id),
  CONSTRAINT emergency_access_reviewed CHECK (num_nonnulls(verdict, reviewed_by_id, reviewed_by_name, reviewed_at) IN (0, 4)),
  CONSTRAINT emergency_access_objection CHECK (verdict IS DISTINCT FROM 'OBJECTED' OR char_length(btrim(coalesce(review_note, ''))) > 0)
);
CREATE UNIQUE INDEX emergency_access_open_key ON emergency_access (account_id) WHERE ended_at IS NULL;
CREATE INDEX emergency_access_account_id_until_at_idx ON emergency_access (account_id, until_at);
CREATE INDEX emergency_access_unit_id_idx ON emergency_access (unit_id);

-- Taken in one's own name, never made longer, ended once, reviewed once after it has ended.
CREATE FUNCTION dc_guard_emergency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.account_id <> coalesce(dc_account(), NEW.account_id) OR NEW.ended_at IS NOT NULL OR NEW.verdict IS NOT NULL
       OR (current_user = 'diemcau_web' AND NEW.until_at > now() + interval '61 minutes') THEN
      RAISE EXCEPTION 'an emergency is taken in one''s own name, from now on' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.account_id, NEW.account_name, NEW.role, NEW.read_only, NEW.unit_id, NEW.reason, NEW.started_at)
     IS DISTINCT FROM (OLD.id, OLD.account_id, OLD.account_name, OLD.role, OLD.read_only, OLD.unit_id, OLD.reason, OLD.started_at)
     OR NEW.until_at > OLD.until_at OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at)
     OR (OLD.verdict IS NOT NULL AND NEW IS DISTINCT FROM OLD) THEN
    RAISE EXCEPTION 'an emergency is never made longer, and reviewed once' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.verdict IS NOT NULL AND OLD.verdict IS NULL
     AND (NEW.reviewed_by_id <> coalesce(dc_account(), NEW.reviewed_by_id) OR coalesce(OLD.ended_at, OLD.until_at) > NEW.reviewed_at) THEN
    RAISE EXCEPTION 'an emergency is reviewed in one''s own name, after it has ended' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON emergency_access FOR EACH ROW EXECUTE FUNCTION dc_guard_emergency();

-- Rows. Proposals: who may see the accounts of the unit, who proposed, and whom it concerns.
ALTER TABLE grant_proposal ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON grant_proposal TO diemcau_worker USING (true) WITH CHECK (true);
CREATE POLICY sees ON grant_proposal FOR SELECT TO diemcau_web USING (
  account_id = (SELECT dc_account()) OR proposed_by_id = (SELECT dc_account())
  OR unit_id IN (SELECT dc_units('access')));
CREATE POLICY adds ON grant_proposal FOR INSERT TO diemcau_web WITH CHECK (
  unit_id IN (SELECT dc_units('accounts.write')));
CREATE POLICY decides ON grant_proposal FOR UPDATE TO diemcau_web USING (
  unit_id IN (SELECT dc_units('accounts.write')));
REVOKE DELETE ON grant_proposal FROM diemcau_web, diemcau_worker;

-- Emergencies: sign-in reads what is in force; an alarm reaches everybody whose units it touches, from above and from below.
CREATE FUNCTION dc_touches(class text, unit_id int) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM unit u, unnest(dc_paths(class)) AS r(root) WHERE u.id = unit_id AND (u.path <@ r.root OR r.root <@ u.path))
$$;
ALTER TABLE emergency_access ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON emergency_access TO diemcau_worker USING (true) WITH CHECK (true);
CREATE POLICY sees ON emergency_access FOR SELECT TO diemcau_web USING (
  (SELECT dc_part()) = 'sign-in' OR account_id = (SELECT dc_account())
  OR ((SELECT cardinality(dc_paths('emergencies')) > 0) AND dc_touches('emergencies', unit_id)));
CREATE POLICY takes ON emergency_access FOR INSERT TO diemcau_web WITH CHECK (
  account_id = (SELECT dc_account())
  AND unit_id IN (SELECT dc_units('emergencies.take')));
CREATE POLICY ends ON emergency_access FOR UPDATE TO diemcau_web USING (
  account_id = (SELECT dc_account())
  OR unit_id IN (SELECT dc_units('emergencies')));
REVOKE DELETE ON emergency_access FROM diemcau_web, diemcau_worker;

-- For the metrics: numbers, nothing about people.
CREATE FUNCTION dc_emergency_counts() RETURNS TABLE (taken int, active int, unreviewed int) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT count(*)::int, count(*) FILTER (WHERE ended_at IS NULL AND until_at > now())::int, count(*) FILTER (WHERE verdict IS NULL)::int FROM emergency_access
$$;

-- Who may decide has to see who is meant, also when nothing else of theirs lies in the unit yet.
CREATE OR REPLACE FUNCTION dc_accounts_of(class text) RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT a.id FROM unnest(dc_paths(class)) AS r(root) JOIN unit u ON u.path OPERATOR(public.<@) r.root
    JOIN member m ON m.unit_id = u.id JOIN account a ON a.member_id = m.id
  UNION SELECT g.account_id FROM unnest(dc_paths(class)) AS r(root) JOIN unit u ON u.path OPERATOR(public.<@) r.root
    JOIN role_grant g ON g.unit_id = u.id
  UNION SELECT p.account_id FROM unnest(dc_paths(class)) AS r(root) JOIN unit u ON u.path OPERATOR(public.<@) r.root
    JOIN grant_proposal p ON p.unit_id = u.id AND p.state = 'PENDING' WHERE class = 'accounts'
$$;
GRANT EXECUTE ON FUNCTION dc_needs_approval(role, int), dc_touches(text, int), dc_emergency_counts() TO diemcau_web, diemcau_worker;

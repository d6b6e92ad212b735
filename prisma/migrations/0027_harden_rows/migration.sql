-- Rows of notes of key issues and of quarantine; see docs/security/rows.md.

-- Everybody who opens a lecture, a document or an import asks whether it is withdrawn, and learns nothing more than that.
CREATE FUNCTION dc_is_withdrawn(what text, named text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (SELECT FROM quarantine q WHERE q.target = what::quarantine_target AND q.target_id = named AND q.lifted_at IS NULL)
$$;
-- How many were given keys of a folder: a number for the page of who withdrew it.
CREATE FUNCTION dc_key_holders(path text) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT count(DISTINCT (k.account_id, k.venue_id))::int FROM key_issue k WHERE k.public_path = path
$$;
GRANT EXECUTE ON FUNCTION dc_is_withdrawn(text, text), dc_key_holders(text) TO diemcau_web, diemcau_worker;

-- Withdrawn sign-ins: the media part asks for those that ended, every two seconds.
CREATE POLICY media ON auth_session FOR SELECT TO diemcau_web USING ((SELECT dc_part()) = 'media' AND revoked_at IS NOT NULL);

ALTER TABLE key_issue ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON key_issue TO diemcau_worker USING (true) WITH CHECK (true);
CREATE POLICY media ON key_issue TO diemcau_web USING ((SELECT dc_part()) = 'media') WITH CHECK ((SELECT dc_part()) = 'media');
CREATE POLICY sees ON key_issue FOR SELECT TO diemcau_web USING (
  (SELECT dc_all('audit'))
  OR EXISTS (SELECT FROM account a JOIN member m ON m.id = a.member_id
              WHERE a.id = account_id AND m.unit_id IN (SELECT dc_units('audit')))
  OR (account_id = 0 AND EXISTS (SELECT FROM venue v
              WHERE v.id = venue_id AND v.unit_id IN (SELECT dc_units('audit'))))
  OR EXISTS (SELECT FROM study_session s JOIN campaign c ON c.id = s.campaign_id JOIN account a ON a.id = account_id AND a.member_id IS NULL
              WHERE s.id = session_id AND c.unit_id IN (SELECT dc_units('audit'))));
REVOKE DELETE ON key_issue FROM diemcau_web;

ALTER TABLE quarantine ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON quarantine TO diemcau_worker USING (true) WITH CHECK (true);
CREATE POLICY media ON quarantine FOR SELECT TO diemcau_web USING ((SELECT dc_part()) = 'media');
CREATE POLICY sees ON quarantine FOR SELECT TO diemcau_web USING (
  by_account_id = (SELECT dc_account())
  OR unit_id IN (SELECT dc_units('quarantine'))
  OR (unit_id IS NULL AND (SELECT cardinality(dc_paths('quarantine.lift')) > 0)));
CREATE POLICY adds ON quarantine FOR INSERT TO diemcau_web WITH CHECK (
  by_account_id = (SELECT dc_account())
  AND (unit_id IS NULL OR unit_id IN (SELECT dc_units('quarantine'))));
CREATE POLICY lifts ON quarantine FOR UPDATE TO diemcau_web USING (
  unit_id IN (SELECT dc_units('quarantine.lift'))
  OR (unit_id IS NULL AND (SELECT cardinality(dc_paths('quarantine.lift')) > 0)));
REVOKE DELETE ON quarantine FROM diemcau_web;
REVOKE UPDATE, DELETE ON content_secret FROM diemcau_web;

-- Rows of people are seen by whom they concern: see docs/security.md, section "Rows".
--
-- Two roles own nothing. `diemcau_web` answers people and sees what the settings of its transaction open (app/platform/row-scope.ts);
-- `diemcau_worker` works for everybody and sees every row. The owner, who migrates and restores, is not bound by policies.

DO $$
DECLARE wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['diemcau_web', 'diemcau_worker'] LOOP
    CONTINUE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = wanted);
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
    EXCEPTION
      -- Another database of this cluster was migrated at the same moment.
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'role % is missing and may not be created: let an administrator run deploy/postgres/roles.sql first', wanted;
    END;
  END LOOP;
END $$;

GRANT USAGE ON SCHEMA public TO diemcau_web, diemcau_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO diemcau_web, diemcau_worker;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO diemcau_web, diemcau_worker;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO diemcau_web, diemcau_worker;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO diemcau_web, diemcau_worker;
DO $$
BEGIN
  IF to_regclass('public._prisma_migrations') IS NOT NULL THEN
    REVOKE ALL ON _prisma_migrations FROM diemcau_web, diemcau_worker;
    GRANT SELECT ON _prisma_migrations TO diemcau_web, diemcau_worker;
  END IF;
END $$;
-- Evidence, frozen figures and the log are only ever added to.
REVOKE UPDATE, DELETE ON attendance_evidence, audit_entry, snapshot_member FROM diemcau_web;
REVOKE DELETE ON snapshot, completion_report, session_minutes, member, account, role_grant FROM diemcau_web;

-- What a transaction says of who asks. Absent settings are nobody.
CREATE FUNCTION dc_account() RETURNS int LANGUAGE sql STABLE
  RETURN nullif(current_setting('dc.account', true), '')::int;
CREATE FUNCTION dc_member() RETURNS int LANGUAGE sql STABLE
  RETURN nullif(current_setting('dc.member', true), '')::int;
CREATE FUNCTION dc_part() RETURNS text LANGUAGE sql STABLE
  RETURN nullif(current_setting('dc.part', true), '');
-- Roots of the subtrees that are open to them in a class of rows (app/modules/accounts/row-scope-of.ts).
CREATE FUNCTION dc_paths(class text) RETURNS ltree[] LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT array_agg(root::ltree)
    FROM jsonb_array_elements_text(nullif(current_setting('dc.scopes', true), '')::jsonb -> class) AS root), '{}')
$$;
-- Whether that is every unit there is: then no row need be compared.
CREATE FUNCTION dc_all(class text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT cardinality(dc_paths(class)) > 0 AND NOT EXISTS (
    SELECT FROM unit u WHERE u.parent_id IS NULL AND NOT u.path <@ ANY (dc_paths(class)))
$$;
CREATE FUNCTION dc_keeps_halls() RETURNS boolean LANGUAGE sql STABLE
  RETURN coalesce(nullif(current_setting('dc.scopes', true), '')::jsonb ? 'halls', false);

-- These look at rows that the asker may not see, to say which ones they may; they answer with numbers only.
-- Members whose roll the asker keeps: of the halls' units, and who showed themselves in the hall.
CREATE FUNCTION dc_hall_members() RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT e.member_id
    FROM venue_clerk k JOIN venue v ON v.id = k.venue_id JOIN study_session s ON s.id = v.session_id
    JOIN venue_unit g ON g.venue_id = v.id JOIN unit root ON root.id = g.unit_id JOIN unit u ON u.path OPERATOR(public.<@) root.path
    JOIN roster_entry e ON e.campaign_id = s.campaign_id AND e.unit_id = u.id
   WHERE k.account_id = dc_account()
  UNION SELECT c.member_id FROM venue_clerk k JOIN venue_check_in c ON c.venue_id = k.venue_id WHERE k.account_id = dc_account()
  UNION SELECT a.member_id FROM venue_clerk k JOIN attendance_evidence a ON a.venue_id = k.venue_id WHERE k.account_id = dc_account()
$$;
-- Whether a member who has moved on stands on a roster of the asker's units, or asked the asker's session something.
CREATE FUNCTION dc_knew_member(member int) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (SELECT FROM roster_entry e JOIN unit u ON u.id = e.unit_id
                  WHERE e.member_id = member AND u.path OPERATOR(public.<@) ANY (dc_paths('people')))
      OR EXISTS (SELECT FROM session_question q JOIN study_session s ON s.id = q.session_id JOIN campaign c ON c.id = s.campaign_id
                   JOIN unit u ON u.id = c.unit_id WHERE q.member_id = member AND u.path OPERATOR(public.<@) ANY (dc_paths('questions')))
$$;
-- Ids of the units in a class: a nested loop over the few roots, by the tree's index. Functions of their own, and not parts of the policies:
-- laid out in each of them they make every query of a member several times as long to begin.
CREATE FUNCTION dc_units(class text) RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT u.id FROM unnest(dc_paths(class)) AS r(root) JOIN unit u ON u.path OPERATOR(public.<@) r.root
$$;
-- Whether a record of this session is of somebody who stands on its campaign's roster under a unit of the asker's.
CREATE FUNCTION dc_records_of(session int, member int) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (SELECT FROM study_session s JOIN roster_entry e ON e.campaign_id = s.campaign_id AND e.member_id = member
                   JOIN unit u ON u.id = e.unit_id
                  WHERE s.id = session AND u.path OPERATOR(public.<@) ANY (dc_paths('records')))
$$;
-- Whether an account without a role, or with one, stands in the asker's units.
CREATE FUNCTION dc_accounts_of(class text) RETURNS SETOF int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT a.id FROM unnest(dc_paths(class)) AS r(root) JOIN unit u ON u.path OPERATOR(public.<@) r.root
    JOIN member m ON m.unit_id = u.id JOIN account a ON a.member_id = m.id
  UNION SELECT g.account_id FROM unnest(dc_paths(class)) AS r(root) JOIN unit u ON u.path OPERATOR(public.<@) r.root
    JOIN role_grant g ON g.unit_id = u.id
$$;
-- Policies call them with the asker's own rights.
GRANT EXECUTE ON FUNCTION dc_account(), dc_member(), dc_part(), dc_paths(text), dc_all(text), dc_keeps_halls(), dc_hall_members(),
  dc_knew_member(int), dc_units(text), dc_records_of(int, int), dc_accounts_of(text) TO diemcau_web, diemcau_worker;

-- Policies are put together from four sayings. `(SELECT …)` is worked out once a query, not once a row.
DO $$
DECLARE
  -- Ids of the units in a class.
  units CONSTANT text := '(SELECT dc_units(%1$L))';
  part CONSTANT text := '(SELECT dc_part()) = ANY (%L::text[])';
  own CONSTANT text := 'member_id = (SELECT dc_member())';
  own_account CONSTANT text := '%I = (SELECT dc_account())';
  -- A record of a session belongs to the person's line on the roster: seen by who looks after the unit they were listed in.
  by_unit CONSTANT text := '((SELECT cardinality(dc_paths(''records'')) > 0) AND dc_records_of(%1$I.session_id, %1$I.member_id))';
  all_records CONSTANT text := '(SELECT dc_all(''records''))';
  halls CONSTANT text := '((SELECT dc_keeps_halls()) AND %s IN (SELECT dc_hall_members()))';
  sees text;
  writes text;
  one text;
BEGIN
  -- Deny by default.
  FOREACH one IN ARRAY ARRAY['member', 'member_status', 'member_home', 'account', 'role_grant', 'auth_session', 'upload', 'import_run', 'import_row',
    'roster_entry', 'session_coverage', 'attendance_evidence', 'member_outcome', 'document_reading', 'quiz_attempt', 'quiz_answer',
    'presence_check', 'session_question', 'poll_vote', 'ballot_issue', 'venue_check_in', 'venue_clerk',
    'snapshot', 'snapshot_member', 'completion_report', 'report_file', 'figure_freeze', 'session_minutes', 'audit_entry'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('CREATE POLICY worker ON %I TO diemcau_worker USING (true) WITH CHECK (true)', one);
  END LOOP;

  -- People.
  sees := concat_ws(' OR ', 'id = (SELECT dc_member())', format(part, '{sign-in,figures,card-check}'), '(SELECT dc_all(''people''))',
    'unit_id IN ' || format(units, 'people'), format(halls, 'id'),
    '(SELECT cardinality(dc_paths(''people'')) + cardinality(dc_paths(''questions'')) > 0) AND dc_knew_member(id)');
  writes := '(SELECT dc_all(''people.write'')) OR unit_id IN ' || format(units, 'people.write');
  EXECUTE format('CREATE POLICY sees ON member FOR SELECT TO diemcau_web USING (%s)', sees);
  EXECUTE format('CREATE POLICY adds ON member FOR INSERT TO diemcau_web WITH CHECK (%s)', writes);
  EXECUTE format('CREATE POLICY changes ON member FOR UPDATE TO diemcau_web USING (%s)', writes);
  FOREACH one IN ARRAY ARRAY['member_status', 'member_home'] LOOP
    EXECUTE format('CREATE POLICY sees ON %I FOR SELECT TO diemcau_web USING (%s)', one, concat_ws(' OR ', own, format(part, '{figures}'),
      '(SELECT dc_all(''people''))', 'EXISTS (SELECT FROM member m WHERE m.id = member_id AND m.unit_id IN ' || format(units, 'people') || ')'));
    EXECUTE format('CREATE POLICY writes ON %I TO diemcau_web USING (EXISTS (SELECT FROM member m WHERE m.id = member_id AND ((SELECT dc_all(''people.write'')) OR m.unit_id IN %s))) WITH CHECK ((SELECT cardinality(dc_paths(''people.write'')) > 0))', one, format(units, 'people.write'));
  END LOOP;

  -- Accounts, roles, browsers.
  sees := concat_ws(' OR ', format(part, '{sign-in,account-names}'), format(own_account, 'id'), '(SELECT dc_all(''accounts''))',
    '((SELECT cardinality(dc_paths(''accounts'')) > 0) AND id IN (SELECT dc_accounts_of(''accounts'')))');
  writes := concat_ws(' OR ', format(part, '{sign-in,account-names}'), format(own_account, 'id'), '(SELECT dc_all(''accounts.write''))',
    '((SELECT cardinality(dc_paths(''accounts.write'')) > 0) AND id IN (SELECT dc_accounts_of(''accounts.write'')))');
  EXECUTE format('CREATE POLICY sees ON account FOR SELECT TO diemcau_web USING (%s)', sees);
  EXECUTE format('CREATE POLICY adds ON account FOR INSERT TO diemcau_web WITH CHECK (%s)', format(part, '{account-names}'));
  EXECUTE format('CREATE POLICY changes ON account FOR UPDATE TO diemcau_web USING (%s)', writes);
  sees := concat_ws(' OR ', format(part, '{sign-in,account-names}'), format(own_account, 'account_id'), '(SELECT dc_all(''accounts''))',
    'unit_id IN ' || format(units, 'accounts'));
  writes := '(SELECT dc_all(''accounts.write'')) OR unit_id IN ' || format(units, 'accounts.write');
  EXECUTE format('CREATE POLICY sees ON role_grant FOR SELECT TO diemcau_web USING (%s)', sees);
  EXECUTE format('CREATE POLICY writes ON role_grant TO diemcau_web USING (%s) WITH CHECK (%s)', writes, writes);
  EXECUTE format('CREATE POLICY own ON auth_session TO diemcau_web USING (%1$s) WITH CHECK (%1$s)',
    concat_ws(' OR ', format(part, '{sign-in}'), format(own_account, 'account_id'),
      '((SELECT cardinality(dc_paths(''accounts.write'')) > 0) AND account_id IN (SELECT dc_accounts_of(''accounts.write'')))'));
  EXECUTE format('CREATE POLICY own ON upload TO diemcau_web USING (%1$s) WITH CHECK (%1$s)', format(own_account, 'owner_id') ||
    ' OR EXISTS (SELECT FROM study_session s JOIN campaign c ON c.id = s.campaign_id WHERE s.id = session_id AND c.unit_id IN ' || format(units, 'campaigns') || ')');
  EXECUTE format('CREATE POLICY own ON import_run TO diemcau_web USING (%1$s) WITH CHECK (%1$s)', format(own_account, 'created_by_id'));
  CREATE POLICY own ON import_row TO diemcau_web USING (EXISTS (SELECT FROM import_run r WHERE r.id = run_id));

  -- The roster, and what is written down about those who stand on it.
  EXECUTE format('CREATE POLICY figures ON roster_entry TO diemcau_web USING (%1$s) WITH CHECK (%1$s)', format(part, '{figures}'));
  sees := concat_ws(' OR ', own, format(part, '{card-check}'), all_records, 'unit_id IN ' || format(units, 'records'), format(halls, 'member_id'));
  EXECUTE format('CREATE POLICY sees ON roster_entry FOR SELECT TO diemcau_web USING (%s)', sees);
  -- Rows may be locked (a roll-call, a vote), not changed.
  EXECUTE format('CREATE POLICY locks ON roster_entry FOR UPDATE TO diemcau_web USING (%s) WITH CHECK (false)', sees);
  EXECUTE format('CREATE POLICY figures ON member_outcome TO diemcau_web USING (%1$s) WITH CHECK (%1$s)', format(part, '{figures}'));
  EXECUTE format('CREATE POLICY sees ON member_outcome FOR SELECT TO diemcau_web USING (%s)',
    concat_ws(' OR ', own, all_records, 'unit_id IN ' || format(units, 'records')));
  FOREACH one IN ARRAY ARRAY['session_coverage', 'attendance_evidence', 'presence_check', 'venue_check_in'] LOOP
    EXECUTE format('CREATE POLICY figures ON %I TO diemcau_web USING (%2$s) WITH CHECK (%2$s)', one, format(part, '{figures}'));
    EXECUTE format('CREATE POLICY sees ON %I FOR SELECT TO diemcau_web USING (%s)', one, concat_ws(' OR ', own, all_records, format(by_unit, one),
      -- What is the hall's business is its clerk's, too.
      CASE WHEN one IN ('attendance_evidence', 'venue_check_in') THEN format(halls, 'member_id') END));
  END LOOP;
  -- Evidence is given by who may record or correct it in the person's unit, and by the clerk of their hall.
  writes := concat_ws(' OR ', '(SELECT dc_all(''records.write''))',
    'EXISTS (SELECT FROM study_session s JOIN roster_entry e ON e.campaign_id = s.campaign_id AND e.member_id = %1$I.member_id WHERE s.id = %1$I.session_id AND e.unit_id IN ' || format(units, 'records.write') || ')');
  EXECUTE format('CREATE POLICY adds ON attendance_evidence FOR INSERT TO diemcau_web WITH CHECK (%s)', format(writes, 'attendance_evidence') || ' OR ' || format(halls, 'member_id'));
  EXECUTE format('CREATE POLICY writes ON presence_check TO diemcau_web USING (%1$s) WITH CHECK (%1$s)',
    own || ' OR ' || replace(format(writes, 'presence_check'), 'records.write', 'records.correct'));
  EXECUTE format('CREATE POLICY writes ON venue_check_in TO diemcau_web USING (%1$s) WITH CHECK (%1$s)',
    concat_ws(' OR ', own, 'EXISTS (SELECT FROM venue_clerk k WHERE k.venue_id = venue_check_in.venue_id AND k.account_id = (SELECT dc_account()))'));
  EXECUTE format('CREATE POLICY own ON document_reading TO diemcau_web USING (%1$s) WITH CHECK (%1$s)', own);
  EXECUTE format('CREATE POLICY sees ON document_reading FOR SELECT TO diemcau_web USING (%s)', '(SELECT dc_all(''people'')) OR ' ||
    'EXISTS (SELECT FROM member m WHERE m.id = member_id AND m.unit_id IN ' || format(units, 'people') || ')');

  -- Quizzes: one's own attempts; who looks after the campaign sees marks.
  EXECUTE format('CREATE POLICY own ON quiz_attempt TO diemcau_web USING (%1$s) WITH CHECK (%1$s)', own || ' OR ' || format(part, '{figures}'));
  EXECUTE format('CREATE POLICY sees ON quiz_attempt FOR SELECT TO diemcau_web USING (%s)', all_records ||
    ' OR EXISTS (SELECT FROM quiz z JOIN roster_entry e ON e.campaign_id = z.campaign_id AND e.member_id = quiz_attempt.member_id WHERE z.id = quiz_id AND e.unit_id IN ' || format(units, 'records') || ')');
  EXECUTE format('CREATE POLICY own ON quiz_answer TO diemcau_web USING (%1$s) WITH CHECK (%1$s)', format(part, '{figures}') ||
    ' OR EXISTS (SELECT FROM quiz_attempt a WHERE a.id = attempt_id AND a.' || own || ')');
  CREATE POLICY sees ON quiz_answer FOR SELECT TO diemcau_web USING (EXISTS (SELECT FROM quiz_attempt a WHERE a.id = attempt_id));

  -- Questions: one's own; the moderators' queue; what was let through, for those who study.
  sees := concat_ws(' OR ', own, '(SELECT dc_all(''questions''))',
    'EXISTS (SELECT FROM study_session s JOIN campaign c ON c.id = s.campaign_id WHERE s.id = session_id AND c.unit_id IN ' || format(units, 'questions') || ')');
  EXECUTE format('CREATE POLICY own ON session_question TO diemcau_web USING (%1$s) WITH CHECK (%1$s)', sees);
  EXECUTE format('CREATE POLICY shown ON session_question FOR SELECT TO diemcau_web USING (state IN (''SHOWN'', ''ANSWERED'') AND (%s) OR %s)',
    concat_ws(' OR ', 'EXISTS (SELECT FROM study_session s JOIN roster_entry e ON e.campaign_id = s.campaign_id AND e.member_id = (SELECT dc_member()) WHERE s.id = session_id)',
      'EXISTS (SELECT FROM study_session s JOIN campaign c ON c.id = s.campaign_id WHERE s.id = session_id AND c.unit_id IN ' || format(units, 'records') || ')'),
    format(part, '{figures}'));
  -- Votes: one's own; sums are counted by the house.
  FOREACH one IN ARRAY ARRAY['poll_vote', 'ballot_issue'] LOOP
    EXECUTE format('CREATE POLICY own ON %I TO diemcau_web USING (%2$s) WITH CHECK (%2$s)', one, own);
    EXECUTE format('CREATE POLICY figures ON %I FOR SELECT TO diemcau_web USING (%s)', one, format(part, '{figures}'));
  END LOOP;
  -- Who keeps which hall: oneself, and who sets halls up.
  EXECUTE format('CREATE POLICY own ON venue_clerk FOR SELECT TO diemcau_web USING (%s)', format(own_account, 'account_id') || ' OR ' || format(part, '{figures}'));
  EXECUTE format('CREATE POLICY campaigns ON venue_clerk TO diemcau_web USING (%1$s) WITH CHECK (%1$s)',
    'EXISTS (SELECT FROM venue v JOIN study_session s ON s.id = v.session_id JOIN campaign c ON c.id = s.campaign_id WHERE v.id = venue_id AND c.unit_id IN ' || format(units, 'campaigns') || ')');

  -- Frozen figures, reports, minutes: by their unit.
  FOREACH one IN ARRAY ARRAY['snapshot', 'figure_freeze'] LOOP
    EXECUTE format('CREATE POLICY sees ON %I FOR SELECT TO diemcau_web USING (unit_id IN %s)', one, format(units, 'reports'));
    EXECUTE format('CREATE POLICY writes ON %I TO diemcau_web USING (unit_id IN %2$s) WITH CHECK (unit_id IN %2$s)', one, format(units, 'reports.write'));
  END LOOP;
  FOREACH one IN ARRAY ARRAY['snapshot_member', 'completion_report'] LOOP
    EXECUTE format('CREATE POLICY sees ON %I FOR SELECT TO diemcau_web USING (EXISTS (SELECT FROM snapshot f WHERE f.id = snapshot_id))', one);
  END LOOP;
  writes := 'EXISTS (SELECT FROM snapshot f WHERE f.id = snapshot_id AND f.unit_id IN ' || format(units, 'reports.write') || ')';
  EXECUTE format('CREATE POLICY writes ON completion_report TO diemcau_web USING (%1$s) WITH CHECK (%1$s)', writes);
  CREATE POLICY sees ON report_file FOR SELECT TO diemcau_web USING (EXISTS (SELECT FROM completion_report r WHERE r.id = report_id));
  writes := 'EXISTS (SELECT FROM study_session s JOIN campaign c ON c.id = s.campaign_id WHERE s.id = session_id AND c.unit_id IN %s)';
  EXECUTE format('CREATE POLICY sees ON session_minutes FOR SELECT TO diemcau_web USING (' || writes || ')', format(units, 'minutes'));
  EXECUTE format('CREATE POLICY writes ON session_minutes TO diemcau_web USING (' || writes || ') WITH CHECK (' || writes || ')',
    format(units, 'minutes.write'), format(units, 'minutes.write'));

  -- The log: whoever acts adds to it; inspectors read what happened in their units.
  CREATE POLICY adds ON audit_entry FOR INSERT TO diemcau_web WITH CHECK (true);
  EXECUTE format('CREATE POLICY sees ON audit_entry FOR SELECT TO diemcau_web USING ((SELECT dc_all(''audit'')) OR unit_id IN %s)', format(units, 'audit'));
END $$;

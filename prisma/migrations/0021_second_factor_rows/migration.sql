-- Second factors are their person's; sign-in looks at them, and who may change the account may take them away (not read them: what is
-- in them is sealed or a hash, and no query of theirs selects it).
DO $$
DECLARE
  one text;
  managed CONSTANT text := '(SELECT dc_all(''accounts.write'')) OR ((SELECT cardinality(dc_paths(''accounts.write'')) > 0) AND %1$I IN (SELECT dc_accounts_of(''accounts.write'')))';
  own CONSTANT text := '(SELECT dc_part()) = ANY (''{sign-in}''::text[]) OR %1$I = (SELECT dc_account())';
  key text;
BEGIN
  FOREACH one IN ARRAY ARRAY['totp_factor', 'passkey', 'recovery_codes'] LOOP
    key := CASE one WHEN 'totp_factor' THEN 'id' ELSE 'account_id' END;
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('CREATE POLICY worker ON %I TO diemcau_worker USING (true) WITH CHECK (true)', one);
    EXECUTE format('CREATE POLICY own ON %I TO diemcau_web USING (%2$s) WITH CHECK (%2$s)', one, format(own, key));
    EXECUTE format('CREATE POLICY finds ON %I FOR SELECT TO diemcau_web USING (%s)', one, format(managed, key));
    EXECUTE format('CREATE POLICY takes ON %I FOR DELETE TO diemcau_web USING (%s)', one, format(managed, key));
  END LOOP;
  -- A sign-in that is half-way is nobody's yet.
  ALTER TABLE sign_in_step ENABLE ROW LEVEL SECURITY;
  CREATE POLICY worker ON sign_in_step TO diemcau_worker USING (true) WITH CHECK (true);
  CREATE POLICY own ON sign_in_step TO diemcau_web USING ((SELECT dc_part()) = ANY ('{sign-in}'::text[]))
    WITH CHECK ((SELECT dc_part()) = ANY ('{sign-in}'::text[]));
  EXECUTE format('CREATE POLICY finds ON sign_in_step FOR SELECT TO diemcau_web USING (%s)', format(managed, 'account_id'));
  EXECUTE format('CREATE POLICY takes ON sign_in_step FOR DELETE TO diemcau_web USING (%s)', format(managed, 'account_id'));
END $$;

-- Whether an account has a second factor: whoever sees the account may know that, and nothing more of it.
CREATE FUNCTION dc_has_factor(account int) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (SELECT FROM totp_factor t WHERE t.id = account AND t.confirmed_at IS NOT NULL)
      OR EXISTS (SELECT FROM passkey p WHERE p.account_id = account)
$$;
GRANT EXECUTE ON FUNCTION dc_has_factor(int) TO diemcau_web, diemcau_worker;

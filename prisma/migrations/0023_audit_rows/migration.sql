-- The log and its chain, for the two roles of 0020. The trigger refuses changes to everybody; these refuse them before it is asked.
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry, audit_seal, audit_head FROM diemcau_web, diemcau_worker;
-- Links and heads are made by the worker's sealing step; web reads until where it has come.
REVOKE INSERT ON audit_seal, audit_head, audit_unsealed FROM diemcau_web;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_unsealed, audit_check FROM diemcau_web;
-- The note for the sealing step is written by the trigger, as its owner, and taken away by the step.
REVOKE INSERT, UPDATE, TRUNCATE ON audit_unsealed FROM diemcau_worker;

-- What belongs to no unit (a sign-in) is seen where the account lies; a look at a member, by the inspectors of the member's unit,
-- also when somebody above them looked.
CREATE POLICY people ON audit_entry FOR SELECT TO diemcau_web USING (
  (SELECT cardinality(dc_paths('audit')) > 0) AND (
    (unit_id IS NULL AND actor_account_id IN (SELECT dc_accounts_of('audit')))
    OR EXISTS (SELECT FROM member m JOIN unit u ON u.id = m.unit_id
                WHERE m.id = ANY (audit_entry.member_ids) AND u.path <@ ANY (dc_paths('audit')))));

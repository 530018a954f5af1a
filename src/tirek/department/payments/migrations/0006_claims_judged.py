"""Who sees claims; a claim is the sum of its months, is never met beyond itself, and takes no step that its money does not allow."""

from django.db import migrations

from tirek.department.core.policies import APP_ROLE, enable, enable_through
from tirek.department.registry.policies import hide_own

CLAIM, MONTH, STEP = "payments_claim", "payments_claimdue", "payments_claimstep"
PLAN, INSTALMENT = "payments_repaymentplan", "payments_instalment"
REPAYMENT, DEDUCTION, COURT, WRITE_OFF = (
    "payments_repayment",
    "payments_deduction",
    "payments_courtstep",
    "payments_writeoff",
)
STATEMENT, HANDED = "payments_statement", "payments_handover"

# What came in for a claim. What is withheld of a payment on its way counts unless only what is certain is asked for.
MET = """
CREATE FUNCTION payments_claim_met(claim bigint, certain boolean) RETURNS bigint LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (coalesce((SELECT sum(amount_tenge) FROM payments_repayment WHERE claim_id = claim), 0)
          + coalesce((SELECT sum(amount_tenge) FROM payments_writeoff WHERE claim_id = claim AND state = 'approved'), 0)
          + coalesce((SELECT sum(d.amount_tenge) FROM payments_deduction d JOIN payments_payment p ON p.id = d.payment_id
                      WHERE d.claim_id = claim AND (p.state = 'paid' OR NOT certain AND p.state IN ('listed', 'sent'))), 0)
           )::bigint
$$"""
NEVER_ABOVE = """
CREATE FUNCTION payments_claim_never_above() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE held record;
BEGIN
    SELECT amount_tenge, state INTO held FROM payments_claim WHERE id = NEW.claim_id FOR UPDATE;
    IF held.state NOT IN ('noticed', 'agreed', 'planned', 'deducting', 'court') THEN
        RAISE EXCEPTION 'nothing comes in for a claim that is closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_is_open';
    END IF;
    IF payments_claim_met(NEW.claim_id, false) > held.amount_tenge THEN
        RAISE EXCEPTION 'more than is owed' USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_never_above';
    END IF;
    RETURN NULL;
END $$"""
STEPS = """
CREATE FUNCTION payments_claim_steps() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state IN ('recovered', 'written_off') AND payments_claim_met(NEW.id, true) <> NEW.amount_tenge
       OR NEW.state = 'cancelled' AND payments_claim_met(NEW.id, false) <> 0
       OR OLD.state IN ('written_off', 'cancelled')
       OR OLD.state = 'recovered' AND payments_claim_met(NEW.id, true) = NEW.amount_tenge THEN
        RAISE EXCEPTION 'the money of the claim does not allow this step'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_step_possible';
    END IF;
    UPDATE payments_claimdue SET live = NEW.state NOT IN ('recovered', 'written_off', 'cancelled') WHERE claim_id = NEW.id;
    RETURN NULL;
END $$"""
# Two claims of one payment wait for one another here.
WITHIN = """
CREATE FUNCTION payments_claim_due_within() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE paid record;
BEGIN
    SELECT due_tenge, state, territory, programme, due_id INTO paid FROM payments_payment WHERE id = NEW.payment_id FOR UPDATE;
    IF paid.state <> 'paid' OR paid.due_id IS DISTINCT FROM NEW.due_id
       OR (SELECT sum(d.amount_tenge) FROM payments_claimdue d JOIN payments_claim c ON c.id = d.claim_id
           WHERE d.payment_id = NEW.payment_id AND c.state <> 'cancelled') > paid.due_tenge
       OR NOT EXISTS (SELECT FROM payments_claim c WHERE c.id = NEW.claim_id
                      AND (c.territory, c.programme) = (paid.territory, paid.programme)) THEN
        RAISE EXCEPTION 'no more of a payment is claimed than was paid'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_due_within_payment';
    END IF;
    RETURN NULL;
END $$"""
SUMS = """
CREATE FUNCTION payments_claim_sums() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE whole bigint; parts bigint; named bigint := coalesce(to_jsonb(NEW) ->> TG_ARGV[2], '0');
BEGIN
    EXECUTE format('SELECT amount_tenge FROM %I WHERE id = $1', TG_ARGV[0]) INTO whole USING named;
    EXECUTE format('SELECT coalesce(sum(amount_tenge), 0) FROM %I WHERE %I = $1', TG_ARGV[1], TG_ARGV[3]) INTO parts USING named;
    IF whole IS DISTINCT FROM parts THEN
        RAISE EXCEPTION 'the parts are not the whole'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_parts_are_the_whole';
    END IF;
    RETURN NULL;
END $$"""
PLANNED = """
CREATE FUNCTION payments_plan_of_what_is_left() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.amount_tenge <> (SELECT amount_tenge FROM payments_claim WHERE id = NEW.claim_id FOR UPDATE)
                           - payments_claim_met(NEW.claim_id, false) THEN
        RAISE EXCEPTION 'a plan is of what is left' USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_of_what_is_left';
    END IF;
    RETURN NULL;
END $$"""
# A list is confirmed with what is withheld named to the last tenge; before that, and not after, the naming may be done anew.
NAMED = """
CREATE FUNCTION payments_withheld_is_named() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM payments_payment p WHERE p.list_id = NEW.id AND p.state = 'listed' AND p.withheld_tenge IS DISTINCT FROM
               coalesce((SELECT sum(d.amount_tenge) FROM payments_deduction d WHERE d.payment_id = p.id), 0)) THEN
        RAISE EXCEPTION 'what is withheld belongs to claims'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'withheld_is_named';
    END IF;
    RETURN NULL;
END $$"""
NAMED_ANEW = """
CREATE FUNCTION payments_deduction_named_anew() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE named record := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF NOT EXISTS (SELECT FROM payments_payment p JOIN payments_paymentlist l ON l.id = p.list_id
                   WHERE p.id = named.payment_id AND l.state = 'drafted' AND named.base_tenge = p.due_tenge
                     AND p.due_id IS NOT NULL) THEN
        RAISE EXCEPTION 'what is withheld is named in a drafted list'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'deduction_in_a_drafted_list';
    END IF;
    RETURN named;
END $$"""
# What was withheld is certain when its payment is; a claim that it meets is closed, one that a return opens again is open.
FOLLOWED = """
CREATE FUNCTION payments_claims_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE touched bigint;
BEGIN
    FOR touched IN SELECT DISTINCT d.claim_id FROM was o JOIN became n ON n.id = o.id
                   JOIN payments_deduction d ON d.payment_id = n.id
                   WHERE n.withheld_tenge > 0 AND o.state <> n.state
                     AND (n.state = 'paid' OR o.state = 'paid') ORDER BY 1 LOOP
        PERFORM FROM payments_claim WHERE id = touched FOR UPDATE;
        IF (SELECT state IN ('noticed', 'agreed', 'planned', 'deducting', 'court')
                   AND payments_claim_met(id, true) = amount_tenge FROM payments_claim WHERE id = touched) THEN
            UPDATE payments_claim SET state = 'recovered', version = version + 1 WHERE id = touched;
        ELSIF (SELECT state = 'recovered' AND payments_claim_met(id, true) < amount_tenge
               FROM payments_claim WHERE id = touched) THEN
            UPDATE payments_claim SET state = 'deducting', version = version + 1 WHERE id = touched;
        ELSE
            CONTINUE;
        END IF;
        INSERT INTO payments_claimstep (claim_id, state, reason, by_id, at)
        SELECT id, state, '', NULL, now() FROM payments_claim WHERE id = touched;
    END LOOP;
    RETURN NULL;
END $$"""
HANDED_ONCE = """
CREATE FUNCTION payments_handed_over() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM entitlements_due WHERE id = NEW.due_id AND unit NOT LIKE 'tenge%' AND state = 'planned') THEN
        RAISE EXCEPTION 'only what is due in kind is handed over'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'handed_over_of_what_is_due';
    END IF;
    RETURN NULL;
END $$"""
WITHIN_CONTRACT = """
CREATE FUNCTION payments_invoice_within() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE agreed record;
BEGIN
    SELECT sum_tenge, organisation_id INTO agreed FROM providers_contract WHERE id = NEW.contract_id FOR UPDATE;
    IF agreed.organisation_id <> NEW.organisation_id
       OR (SELECT sum(amount_tenge) FROM payments_invoice WHERE contract_id = NEW.contract_id AND state IN ('accepted', 'paid'))
          > agreed.sum_tenge THEN
        RAISE EXCEPTION 'no more is accepted than the contract is of'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_within_contract';
    END IF;
    RETURN NULL;
END $$"""
FUNCTIONS = (
    (MET, "payments_claim_met(bigint, boolean)"),
    (NEVER_ABOVE, "payments_claim_never_above()"),
    (STEPS, "payments_claim_steps()"),
    (WITHIN, "payments_claim_due_within()"),
    (SUMS, "payments_claim_sums()"),
    (PLANNED, "payments_plan_of_what_is_left()"),
    (NAMED, "payments_withheld_is_named()"),
    (NAMED_ANEW, "payments_deduction_named_anew()"),
    (FOLLOWED, "payments_claims_follow()"),
    (HANDED_ONCE, "payments_handed_over()"),
    (WITHIN_CONTRACT, "payments_invoice_within()"),
)


def _sums(table: str, whole: str, parts: str, named: str, column: str) -> str:
    return (
        f"CREATE CONSTRAINT TRIGGER payments_claim_sums AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW EXECUTE FUNCTION payments_claim_sums('{whole}', '{parts}', '{named}', '{column}')"
    )


TRIGGERS = {
    "payments_claim_never_above": (
        (REPAYMENT, "AFTER INSERT ON {} FOR EACH ROW"),
        (DEDUCTION, "AFTER INSERT ON {} FOR EACH ROW"),
        (WRITE_OFF, "AFTER INSERT OR UPDATE ON {} FOR EACH ROW"),
    ),
    "payments_claim_steps": ((CLAIM, "AFTER UPDATE OF state ON {} FOR EACH ROW WHEN (NEW.state <> OLD.state)"),),
    "payments_claim_due_within": ((MONTH, "AFTER INSERT ON {} FOR EACH ROW"),),
    "payments_plan_of_what_is_left": ((PLAN, "AFTER INSERT ON {} FOR EACH ROW"),),
    "payments_withheld_is_named": (
        (
            "payments_paymentlist",
            "AFTER UPDATE OF state ON {} FOR EACH ROW WHEN (NEW.state = 'confirmed' AND OLD.state <> 'confirmed')",
        ),
    ),
    "payments_deduction_named_anew": ((DEDUCTION, "BEFORE INSERT OR DELETE ON {} FOR EACH ROW"),),
    "payments_claims_follow": (
        ("payments_payment", "AFTER UPDATE ON {} REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT"),
    ),
    "payments_invoice_within": (
        (
            "payments_invoice",
            "AFTER UPDATE OF state ON {} FOR EACH ROW WHEN (NEW.state = 'accepted' AND NEW.contract_id IS NOT NULL)",
        ),
    ),
    "payments_handed_over": ((HANDED, "AFTER INSERT ON {} FOR EACH ROW"),),
}
SUM_TRIGGERS = (
    (CLAIM, _sums(CLAIM, CLAIM, MONTH, "id", "claim_id")),
    (MONTH, _sums(MONTH, CLAIM, MONTH, "claim_id", "claim_id")),
    (PLAN, _sums(PLAN, PLAN, INSTALMENT, "id", "plan_id")),
    (INSTALMENT, _sums(INSTALMENT, PLAN, INSTALMENT, "plan_id", "plan_id")),
)


def _triggers() -> migrations.RunSQL:
    made, dropped = [], []
    for name, places in TRIGGERS.items():
        for table, when in places:
            made.append(f"CREATE TRIGGER {name} {when.format(table)} EXECUTE FUNCTION {name}()")
            dropped.append(f"DROP TRIGGER {name} ON {table}")
    for table, sql in SUM_TRIGGERS:
        made.append(sql)
        dropped.append(f"DROP TRIGGER payments_claim_sums ON {table}")
    return migrations.RunSQL("; ".join(made), "; ".join(reversed(dropped)))


def _only(table: str, *columns: str) -> migrations.RunSQL:
    """The app changes these columns of a row, and no other."""
    allowed = f"; GRANT UPDATE ({', '.join(columns)}) ON {table} TO {APP_ROLE}" if columns else ""
    return migrations.RunSQL(
        f"REVOKE UPDATE ON {table} FROM {APP_ROLE}{allowed}", f"GRANT UPDATE ON {table} TO {APP_ROLE}"
    )


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_claims_and_statements")]

    operations = [
        *enable(CLAIM, confidential="confidential"),
        *hide_own(CLAIM, person="debtor_id", family="family_id"),
        *enable_through(MONTH, "claim_id", CLAIM),
        *enable_through(STEP, "claim_id", CLAIM),
        *enable_through(PLAN, "claim_id", CLAIM),
        *enable_through(INSTALMENT, "plan_id", PLAN),
        *enable_through(REPAYMENT, "claim_id", CLAIM),
        *enable_through(DEDUCTION, "claim_id", CLAIM, deletable=True),
        *enable_through(COURT, "claim_id", CLAIM),
        *enable_through(WRITE_OFF, "claim_id", CLAIM),
        *enable(STATEMENT),
        *hide_own(STATEMENT, family="family_id"),
        *enable_through(HANDED, "due_id", "entitlements_due"),
        *(migrations.RunSQL(sql, f"DROP FUNCTION {name}") for sql, name in FUNCTIONS),
        _triggers(),
        _only(CLAIM, "state", "agreed_on", "version"),
        _only(PLAN, "live"),
        _only(WRITE_OFF, "state", "decided_by_id", "decided_at"),
        *(_only(table) for table in (MONTH, STEP, INSTALMENT, REPAYMENT, DEDUCTION, COURT, STATEMENT, HANDED)),
    ]

"""Closings, lists, payments, what stands in their way, and what is paid beside the due rows."""

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import tirek.department.core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("budgets", "0001_limits_and_their_ledger"),
        ("entitlements", "0004_held_from_a_day"),
        ("evaluations", "0002_policies"),
        ("providers", "0002_policies"),
        ("registry", "0017_members_registered_elsewhere"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "territory",
                    tirek.department.core.fields.TerritoryField(
                        max_length=9, validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")]
                    ),
                ),
                (
                    "confidential",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hiv", "HIV programme"),
                            ("tuberculosis", "Tuberculosis programme"),
                            ("violence", "Victims of violence"),
                        ],
                        max_length=20,
                    ),
                ),
                ("programme", models.CharField(max_length=60)),
                (
                    "cause",
                    models.CharField(
                        choices=[("underpayment", "underpaid"), ("reversal", "a claim was taken back")], max_length=12
                    ),
                ),
                ("period_from", models.DateField()),
                ("period_to", models.DateField()),
                ("amount_tenge", tirek.department.core.fields.TengeField()),
                ("reason", models.CharField(max_length=1000)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "entitlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entitlements.entitlement"
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evaluations.evaluation",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="budgets.line"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["territory", "programme"], name="adjustment_programme")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cause__in", ["underpayment", "reversal"])), name="adjustment_cause_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_tenge__gt", 0)), name="adjustment_of_money"),
                    models.CheckConstraint(
                        condition=models.Q(("period_to__gte", models.F("period_from"))), name="adjustment_period_lasts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="adjustment_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="adjustment_has_a_digest"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "territory",
                    tirek.department.core.fields.TerritoryField(
                        max_length=9, validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")]
                    ),
                ),
                ("month", models.DateField()),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("month", "close of a month"), ("between", "between two closes")], max_length=8
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("checked", "checked"),
                            ("submitted", "submitted"),
                            ("closed", "closed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("collected_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                (
                    "step",
                    models.CharField(blank=True, choices=[("collect", "collect"), ("check", "check")], max_length=8),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(100)]
                    ),
                ),
                ("heard_at", models.DateTimeField(null=True)),
                ("fault", models.CharField(blank=True, max_length=500)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["territory", "-month"], name="closing_month")],
                "constraints": [
                    models.UniqueConstraint(fields=("territory", "month", "number"), name="closing_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["open", "checked", "submitted"])),
                        fields=("territory", "month", "kind"),
                        name="closing_one_open_a_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="closing_month_is_its_first_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["month", "between"])), name="closing_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "checked", "submitted", "closed", "cancelled"])),
                        name="closing_state_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("percent__lte", 100)), name="closing_percent_in_range"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True), ("closed_at__isnull", False), _connector="OR"
                        ),
                        name="closing_closed_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="closing_cancelled_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("provider", "invoice of a provider"),
                            ("operator", "invoice of an operator"),
                            ("supplier_act", "act of a supplier"),
                            ("insurance", "insurance contributions"),
                        ],
                        max_length=12,
                    ),
                ),
                ("month", models.DateField()),
                ("amount_tenge", tirek.department.core.fields.TengeField()),
                (
                    "territory",
                    tirek.department.core.fields.TerritoryField(
                        max_length=9, validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")]
                    ),
                ),
                (
                    "confidential",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hiv", "HIV programme"),
                            ("tuberculosis", "Tuberculosis programme"),
                            ("violence", "Victims of violence"),
                        ],
                        max_length=20,
                    ),
                ),
                ("programme", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("checked", "checked"),
                            ("accepted", "accepted"),
                            ("refused", "refused"),
                            ("paid", "paid"),
                        ],
                        default="received",
                        max_length=8,
                    ),
                ),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="providers.contract",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="budgets.line"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="providers.organisation"
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["territory", "state"], name="invoice_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "refused"), _negated=True),
                        fields=("organisation", "number", "month"),
                        name="invoice_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["provider", "operator", "supplier_act", "insurance"])),
                        name="invoice_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["received", "checked", "accepted", "refused", "paid"])),
                        name="invoice_state_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_tenge__gt", 0)), name="invoice_of_money"),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="invoice_month_is_its_first_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_by__isnull", True),
                            models.Q(("accepted_by", models.F("received_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="invoice_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["accepted", "paid"]), _negated=True),
                            models.Q(
                                ("accepted_at__isnull", False),
                                ("accepted_by__isnull", False),
                                ("received_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="invoice_accepted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="invoice_refused_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceDue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "due",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entitlements.due"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="given", to="payments.invoice"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PaymentList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "territory",
                    tirek.department.core.fields.TerritoryField(
                        max_length=9, validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")]
                    ),
                ),
                (
                    "confidential",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hiv", "HIV programme"),
                            ("tuberculosis", "Tuberculosis programme"),
                            ("violence", "Victims of violence"),
                        ],
                        max_length=20,
                    ),
                ),
                ("programme", models.CharField(max_length=60)),
                ("fund", models.CharField(max_length=30)),
                ("number", models.CharField(max_length=24, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "drafted"),
                            ("submitted", "submitted"),
                            ("confirmed", "confirmed"),
                            ("sent", "sent"),
                            ("settled", "settled"),
                            ("cancelled", "cancelled"),
                        ],
                        default="drafted",
                        max_length=10,
                    ),
                ),
                ("count", models.PositiveIntegerField(default=0)),
                ("total_tenge", tirek.department.core.fields.TengeField(default=0)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lists", to="payments.closing"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="budgets.line"),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["closing", "state"], name="payment_list_closing"),
                    models.Index(fields=["line"], name="payment_list_line"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "drafted")),
                        fields=("closing", "territory", "programme", "confidential", "line"),
                        name="payment_list_one_drafted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["drafted", "submitted", "confirmed", "sent", "settled", "cancelled"])
                        ),
                        name="payment_list_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("total_tenge__gte", 0)), name="payment_list_total_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="payment_list_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["confirmed", "sent", "settled"]), _negated=True),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                ("digest__regex", "^[0-9a-f]{64}$"),
                                ("prepared_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="payment_list_confirmed_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="payments.paymentlist"
                    ),
                ),
                (
                    "territory",
                    tirek.department.core.fields.TerritoryField(
                        max_length=9, validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")]
                    ),
                ),
                (
                    "confidential",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hiv", "HIV programme"),
                            ("tuberculosis", "Tuberculosis programme"),
                            ("violence", "Victims of violence"),
                        ],
                        max_length=20,
                    ),
                ),
                ("programme", models.CharField(max_length=60)),
                ("iban", models.CharField(max_length=20)),
                ("payee_name", models.CharField(max_length=250)),
                ("payee_number", models.CharField(blank=True, max_length=12)),
                ("snapshot_digest", models.CharField(max_length=64)),
                ("due_tenge", tirek.department.core.fields.TengeField()),
                ("withheld_tenge", tirek.department.core.fields.TengeField(default=0)),
                ("amount_tenge", tirek.department.core.fields.TengeField()),
                ("month", models.DateField()),
                ("end_to_end_id", models.CharField(max_length=35, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("listed", "listed"),
                            ("excluded", "excluded"),
                            ("sent", "sent"),
                            ("paid", "paid"),
                            ("rejected", "rejected"),
                            ("returned", "returned"),
                            ("cancelled", "cancelled"),
                        ],
                        default="listed",
                        max_length=10,
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=1)),
                (
                    "adjustment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="payments.adjustment",
                    ),
                ),
                (
                    "due",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="entitlements.due",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="payments.invoice",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="providers.organisation",
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payments.payment"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["list", "state"], name="payment_list_state"),
                    models.Index(fields=["due"], name="payment_due"),
                    models.Index(fields=["holder"], name="payment_holder"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["excluded", "rejected", "returned", "cancelled"]), _negated=True
                        ),
                        fields=("due",),
                        name="payment_due_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["excluded", "rejected", "returned", "cancelled"]), _negated=True
                        ),
                        fields=("adjustment",),
                        name="payment_adjustment_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["excluded", "rejected", "returned", "cancelled"]), _negated=True
                        ),
                        fields=("invoice",),
                        name="payment_invoice_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adjustment__isnull", True), ("due__isnull", False), ("invoice__isnull", True)),
                            models.Q(("adjustment__isnull", False), ("due__isnull", True), ("invoice__isnull", True)),
                            models.Q(("adjustment__isnull", True), ("due__isnull", True), ("invoice__isnull", False)),
                            _connector="OR",
                        ),
                        name="payment_of_one_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("holder__isnull", False), ("organisation__isnull", True), ("payee__isnull", False)
                            ),
                            models.Q(
                                ("holder__isnull", True), ("organisation__isnull", False), ("payee__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="payment_to_a_person_or_an_organisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["listed", "excluded", "sent", "paid", "rejected", "returned", "cancelled"])
                        ),
                        name="payment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("iban__regex", "^KZ\\d{5}[0-9A-Z]{13}$")), name="payment_iban_form"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("payee_number", ""), ("payee_number__regex", "^\\d{12}$"), _connector="OR"),
                        name="payment_payee_number_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("snapshot_digest__regex", "^[0-9a-f]{64}$")), name="payment_has_a_digest"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount_tenge",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("due_tenge"), "-", models.F("withheld_tenge")
                                ),
                            ),
                            ("amount_tenge__gt", 0),
                            ("withheld_tenge__gte", 0),
                        ),
                        name="payment_amount_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="payment_month_is_its_first_day"
                    ),
                    models.CheckConstraint(condition=models.Q(("attempt__gte", 1)), name="payment_attempt_counted"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "territory",
                    tirek.department.core.fields.TerritoryField(
                        max_length=9, validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")]
                    ),
                ),
                (
                    "confidential",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hiv", "HIV programme"),
                            ("tuberculosis", "Tuberculosis programme"),
                            ("violence", "Victims of violence"),
                        ],
                        max_length=20,
                    ),
                ),
                ("programme", models.CharField(max_length=60)),
                ("amount_tenge", tirek.department.core.fields.TengeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dead", "the recipient has died"),
                            ("moved", "the recipient has moved to another district"),
                            ("no_account", "there is no account"),
                            ("bad_account", "the account number is not valid"),
                            ("no_limit", "there is no money in the limit"),
                            ("duplicate", "the same person is counted twice"),
                            ("breach", "the social contract is breached"),
                            ("held", "it is held back"),
                            ("name_changed", "the name has changed"),
                            ("claim_open", "there is an open claim"),
                        ],
                        max_length=12,
                    ),
                ),
                ("explained", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("cleared", "cleared"), ("excluded", "left out of this closing")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("found_at", models.DateTimeField(auto_now_add=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "adjustment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.adjustment",
                    ),
                ),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exceptions", to="payments.closing"
                    ),
                ),
                (
                    "due",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entitlements.due"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payments.invoice"
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exceptions",
                        to="payments.payment",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["closing", "kind"], name="exception_open"
                    ),
                    models.Index(fields=["payment"], name="exception_payment"),
                    models.Index(fields=["due"], name="exception_due"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("closing", "kind", "due", "adjustment", "invoice"),
                        name="exception_once_a_closing",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adjustment__isnull", True), ("due__isnull", False), ("invoice__isnull", True)),
                            models.Q(("adjustment__isnull", False), ("due__isnull", True), ("invoice__isnull", True)),
                            models.Q(("adjustment__isnull", True), ("due__isnull", True), ("invoice__isnull", False)),
                            _connector="OR",
                        ),
                        name="exception_of_one_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "dead",
                                    "moved",
                                    "no_account",
                                    "bad_account",
                                    "no_limit",
                                    "duplicate",
                                    "breach",
                                    "held",
                                    "name_changed",
                                    "claim_open",
                                ],
                            )
                        ),
                        name="exception_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "cleared", "excluded"])), name="exception_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("settled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="exception_settled_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_by__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="exception_settled_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cleared"), _negated=True),
                            ("settled_by__isnull", True),
                            ("kind__in", ["moved", "duplicate", "name_changed", "claim_open"]),
                            _connector="OR",
                        ),
                        name="exception_cleared_where_judged",
                    ),
                ],
            },
        ),
    ]

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import tirek.department.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("decisions", "0006_dropped_with_a_reason"),
        ("entitlements", "0005_settled_by_a_payment"),
        ("files", "0006_money_files"),
        ("payments", "0005_plans_grow_by_documents"),
        ("providers", "0002_policies"),
        ("registry", "0017_members_registered_elsewhere"),
    ]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=24, unique=True)),
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
                        choices=[
                            ("reevaluation", "the aid was calculated anew"),
                            ("life_event", "an event became known late"),
                            ("merge", "two records of one person"),
                            ("double", "paid twice for one period"),
                            ("error", "a mistake of the department"),
                            ("fraud", "knowingly false data"),
                        ],
                        max_length=12,
                    ),
                ),
                ("amount_tenge", tirek.department.core.fields.TengeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("noticed", "the debtor was told"),
                            ("agreed", "the debtor agrees"),
                            ("planned", "is repaid by a plan"),
                            ("deducting", "is withheld from payments"),
                            ("court", "is before a court"),
                            ("recovered", "repaid"),
                            ("written_off", "debt written off"),
                            ("cancelled", "claim cancelled"),
                        ],
                        default="noticed",
                        max_length=12,
                    ),
                ),
                ("answer_by", models.DateField()),
                ("agreed_on", models.DateField(null=True)),
                ("reason", models.CharField(max_length=1000)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "debtor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="decisions.decision",
                    ),
                ),
                (
                    "entitlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entitlements.entitlement"
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.family"
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["recovered", "written_off", "cancelled"]), _negated=True),
                        fields=["territory", "opened_at", "id"],
                        name="claim_open",
                    ),
                    models.Index(fields=["debtor"], name="claim_debtor"),
                    models.Index(fields=["family"], name="claim_family"),
                    models.Index(fields=["entitlement"], name="claim_entitlement"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "noticed",
                                    "agreed",
                                    "planned",
                                    "deducting",
                                    "court",
                                    "recovered",
                                    "written_off",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="claim_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cause__in", ["reevaluation", "life_event", "merge", "double", "error", "fraud"])
                        ),
                        name="claim_cause_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_tenge__gt", 0)), name="claim_of_something"),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="claim_says_why"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "agreed"), _negated=True), ("agreed_on__isnull", False), _connector="OR"
                        ),
                        name="claim_agreed_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimDue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("amount_tenge", tirek.department.core.fields.TengeField()),
                ("live", models.BooleanField(default=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="months", to="payments.claim"
                    ),
                ),
                (
                    "due",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entitlements.due"
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claimed", to="payments.payment"
                    ),
                ),
            ],
            options={
                "ordering": ["month", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_tenge__gt", 0)), name="claim_due_of_something"),
                    models.UniqueConstraint(fields=("claim", "payment"), name="claim_due_once_a_claim"),
                    models.UniqueConstraint(
                        condition=models.Q(("live", True)), fields=("payment",), name="claim_due_in_one_open_claim"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("noticed", "the debtor was told"),
                            ("agreed", "the debtor agrees"),
                            ("planned", "is repaid by a plan"),
                            ("deducting", "is withheld from payments"),
                            ("court", "is before a court"),
                            ("recovered", "repaid"),
                            ("written_off", "debt written off"),
                            ("cancelled", "claim cancelled"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="payments.claim"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CourtStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("filed", "the suit was filed"),
                            ("won", "the court upheld the claim"),
                            ("lost", "the court rejected the claim"),
                            ("enforced", "given to the enforcement officer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("happened_on", models.DateField()),
                ("reference", models.CharField(max_length=60)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="court_steps", to="payments.claim"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["happened_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["filed", "won", "lost", "enforced"])), name="court_step_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reference", ""), _negated=True), name="court_step_names_its_paper"
                    ),
                    models.UniqueConstraint(fields=("claim", "kind", "reference"), name="court_step_once_a_paper"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deduction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_tenge", tirek.department.core.fields.TengeField()),
                ("base_tenge", tirek.department.core.fields.TengeField()),
                ("share", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deductions", to="payments.claim"
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deductions", to="payments.payment"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_tenge__gt", 0)), name="deduction_of_something"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount_tenge__lte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("base_tenge"), "*", models.F("share")
                                    ),
                                    "/",
                                    models.Value(10000),
                                ),
                            ),
                            ("share__lte", 10000),
                        ),
                        name="deduction_within_the_share",
                    ),
                    models.UniqueConstraint(fields=("claim", "payment"), name="deduction_once_a_payment"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("handed_on", models.DateField()),
                ("reference", models.CharField(max_length=60)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "due",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entitlements.due"
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
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reference", ""), _negated=True), name="hand_over_names_its_paper"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Repayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_tenge", tirek.department.core.fields.TengeField()),
                ("booked_on", models.DateField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("bank", "to the account of the department"),
                            ("cash", "in cash at a bank"),
                            ("court", "by enforcement"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reference", models.CharField(max_length=60)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="repayments", to="payments.claim"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["booked_on", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_tenge__gt", 0)), name="repayment_of_something"),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["bank", "cash", "court"])), name="repayment_source_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reference", ""), _negated=True), name="repayment_names_its_paper"
                    ),
                    models.UniqueConstraint(fields=("claim", "reference"), name="repayment_once_a_paper"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RepaymentPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreed_on", models.DateField()),
                ("amount_tenge", tirek.department.core.fields.TengeField()),
                ("live", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="payments.claim"
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
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_tenge__gt", 0)), name="plan_of_something"),
                    models.UniqueConstraint(
                        condition=models.Q(("live", True)), fields=("claim",), name="plan_one_a_claim"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("amount_tenge", tirek.department.core.fields.TengeField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instalments",
                        to="payments.repaymentplan",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_tenge__gt", 0)), name="instalment_of_something"),
                    models.UniqueConstraint(fields=("plan", "due_on"), name="instalment_once_a_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=24, unique=True)),
                (
                    "territory",
                    tirek.department.core.fields.TerritoryField(
                        max_length=9, validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")]
                    ),
                ),
                ("language", models.CharField(max_length=2)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.family"
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
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
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["family", "-made_at"], name="statement_family")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))), name="statement_days_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["kk", "ru"])), name="statement_language_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="statement_digest_form"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WriteOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_tenge", tirek.department.core.fields.TengeField()),
                ("act", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for approval"),
                            ("approved", "write-off approved"),
                            ("refused", "write-off refused"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="write_offs", to="payments.claim"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "approved", "refused"])),
                        name="write_off_state_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_tenge__gt", 0)), name="write_off_of_something"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("act", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                        ),
                        name="write_off_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("state", "asked")),
                            models.Q(
                                models.Q(("state", "asked"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="write_off_decided_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")), fields=("claim",), name="write_off_one_asked"
                    ),
                ],
            },
        ),
    ]

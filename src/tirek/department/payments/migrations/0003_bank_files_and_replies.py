import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tirek.department.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("budgets", "0002_ledger_judged_and_policies"),
        ("files", "0006_money_files"),
        ("payments", "0002_confirmed_stays"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pain.002", "status report"),
                            ("camt.053", "statement of the account"),
                            ("camt.054", "notice of debits and credits"),
                        ],
                        max_length=10,
                    ),
                ),
                ("message_id", models.CharField(max_length=35)),
                (
                    "territory",
                    tirek.department.core.fields.TerritoryField(
                        max_length=9, validators=[django.core.validators.RegexValidator("^[1-9][0-9]{8}$", code="kato")]
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(auto_now_add=True)),
                ("items", models.PositiveIntegerField()),
                ("applied", models.PositiveIntegerField()),
                ("entries_unnamed", models.PositiveIntegerField(default=0)),
                ("unmatched", models.JSONField(default=list)),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["territory", "-id"], name="bank_message_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "message_id"), name="bank_message_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["pain.002", "camt.053", "camt.054"])),
                        name="bank_message_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("message_id", ""), _negated=True), name="bank_message_has_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="bank_message_has_a_digest"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MoneyReturn",
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
                ("rejected", models.BooleanField()),
                ("amount_tenge", tirek.department.core.fields.TengeField()),
                ("reason", models.CharField(blank=True, max_length=35)),
                ("booked_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "waits for an officer"), ("resolved", "resolved")],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "end",
                    models.CharField(
                        blank=True, choices=[("again", "paid again"), ("not_paid", "not to be paid")], max_length=10
                    ),
                ),
                ("resolved_at", models.DateTimeField(null=True)),
                ("resolved_because", models.CharField(blank=True, max_length=1000)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payments.bankmessage"
                    ),
                ),
                (
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="came_back", to="payments.payment"
                    ),
                ),
                (
                    "resolved_by",
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
                        condition=models.Q(("state", "open")), fields=["territory", "id"], name="money_return_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "resolved"])), name="money_return_state_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_tenge__gt", 0)), name="money_return_of_money"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("resolved_at__isnull", True), ("state", "open")),
                            models.Q(
                                ("end__in", ["again", "not_paid"]),
                                ("resolved_at__isnull", False),
                                ("resolved_by__isnull", False),
                                ("state", "resolved"),
                                models.Q(("resolved_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="money_return_resolved_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("accepted", "accepted"),
                            ("rejected", "rejected"),
                            ("paid", "paid"),
                            ("returned", "returned"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=35)),
                ("booked_on", models.DateField(null=True)),
                ("amount_tenge", tirek.department.core.fields.TengeField(null=True)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outcomes", to="payments.bankmessage"
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outcomes", to="payments.payment"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["message"], name="outcome_message")],
                "constraints": [
                    models.UniqueConstraint(fields=("payment", "message", "status"), name="outcome_once_a_message"),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["accepted", "rejected", "paid", "returned"])),
                        name="outcome_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["paid", "returned"]), _negated=True),
                            ("booked_on__isnull", False),
                            _connector="OR",
                        ),
                        name="outcome_booked_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TreasuryDocument",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("plan", "plan of financing"),
                            ("obligation", "obligation"),
                            ("order", "payment order"),
                        ],
                        max_length=10,
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=1)),
                ("number", models.CharField(max_length=40, unique=True)),
                ("month", models.DateField()),
                ("amount_tenge", tirek.department.core.fields.TengeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "written"),
                            ("sent", "sent"),
                            ("accepted", "accepted"),
                            ("refused", "refused"),
                        ],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("refusal", models.CharField(blank=True, max_length=40)),
                ("fault", models.CharField(blank=True, max_length=30)),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("extracted_on", models.DateField(null=True)),
                (
                    "line",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="budgets.line"),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="payments.paymentlist"
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
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["territory", "-id"], name="treasury_document_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("list", "kind", "attempt"), name="treasury_document_attempt_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "refused"), _negated=True),
                        fields=("list", "kind"),
                        name="treasury_document_one_alive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["plan", "obligation", "order"])),
                        name="treasury_document_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "sent", "accepted", "refused"])),
                        name="treasury_document_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_tenge__gt", 0)), name="treasury_document_of_money"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), models.Q(("refusal", ""), _negated=True)),
                            models.Q(models.Q(("state", "refused"), _negated=True), ("refusal", "")),
                            _connector="OR",
                        ),
                        name="treasury_document_refused_with_a_code",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankFile",
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
                ("sequence", models.PositiveSmallIntegerField()),
                ("format", models.CharField(max_length=12)),
                ("message_id", models.CharField(max_length=35, unique=True)),
                ("first_payment", models.BigIntegerField()),
                ("last_payment", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("total_tenge", tirek.department.core.fields.TengeField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("made", "made"),
                            ("sent", "sent"),
                            ("accepted", "accepted"),
                            ("partly", "accepted in part"),
                            ("refused", "refused"),
                            ("settled", "settled"),
                        ],
                        default="made",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("fault", models.CharField(blank=True, max_length=30)),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="payments.paymentlist"
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
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["list", "sequence"],
                "indexes": [models.Index(fields=["territory", "-id"], name="bank_file_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("list", "sequence"), name="bank_file_sequence_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["made", "sent", "accepted", "partly", "refused", "settled"])),
                        name="bank_file_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 1), ("count__lte", 10000)), name="bank_file_of_ten_thousand"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_payment__gte", models.F("first_payment")), ("total_tenge__gt", 0)),
                        name="bank_file_of_money",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="bank_file_has_a_digest"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["made", "refused"]), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="bank_file_sent_on_a_day",
                    ),
                ],
            },
        ),
    ]

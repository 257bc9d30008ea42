"""Proposals, approvals and opinions, taken over from the app of purposes with their tables."""

import rufschutz.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [("purposes", "0004_proposals_have_a_room_of_their_own")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('tenant_id', rufschutz.core.fields.IdField(db_index=True, max_length=32)),
                ('id', rufschutz.core.fields.IdField(max_length=32, primary_key=True, serialize=False)),
                ('proposal', rufschutz.core.fields.IdField(db_index=True, max_length=32)),
                ('officer', rufschutz.core.fields.IdField(max_length=32)),
                ('verdict', models.CharField(max_length=16)),
                ('words', models.CharField(max_length=2000)),
                ('sha256', models.CharField(max_length=64)),
                ('at', rufschutz.core.fields.MomentField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('tenant_id', rufschutz.core.fields.IdField(db_index=True, max_length=32)),
                ('id', rufschutz.core.fields.IdField(max_length=32, primary_key=True, serialize=False)),
                ('subject', models.CharField(default='policy', max_length=16)),
                ('base', rufschutz.core.fields.IdField(max_length=32)),
                ('document', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('reason', models.CharField(max_length=500)),
                ('loosened', models.JSONField(default=list)),
                ('material', models.JSONField(default=list)),
                ('requester', rufschutz.core.fields.IdField(max_length=32)),
                ('proposed_at', rufschutz.core.fields.MomentField()),
                ('way', models.CharField(max_length=16)),
                ('ripe_at', rufschutz.core.fields.MomentField(null=True)),
                ('ends_at', rufschutz.core.fields.MomentField()),
                ('state', models.CharField(db_index=True, max_length=16)),
                ('decided_by', rufschutz.core.fields.IdField(default='', max_length=32)),
                ('decided_at', rufschutz.core.fields.MomentField(null=True)),
                ('version', rufschutz.core.fields.IdField(default='', max_length=32)),
                ('due_at', rufschutz.core.fields.MomentField(db_index=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('tenant_id', rufschutz.core.fields.IdField(db_index=True, max_length=32)),
                ('id', rufschutz.core.fields.IdField(max_length=32, primary_key=True, serialize=False)),
                ('proposal', rufschutz.core.fields.IdField(db_index=True, max_length=32)),
                ('person', rufschutz.core.fields.IdField(max_length=32)),
                ('sha256', models.CharField(max_length=64)),
                ('signed_in_at', rufschutz.core.fields.MomentField()),
                ('at', rufschutz.core.fields.MomentField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant_id', 'proposal'), name='one_approval_per_proposal')],
            },
        ),
            ]),
        migrations.AddField("proposal", "target", rufschutz.core.fields.IdField(db_index=True, default="", max_length=32)),
        migrations.AddField("proposal", "count", models.PositiveIntegerField(default=0)),
        migrations.AlterField("proposal", "subject", models.CharField(default="policy", max_length=32)),
        migrations.AlterField("proposal", "base", rufschutz.core.fields.IdField(default="", max_length=32)),
    ]

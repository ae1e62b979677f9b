"""What the lead insurer shows of itself at the time of a contract."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Four columns of the policy."""

    dependencies = (("policies", "0004_staff_of_insurers"),)

    operations = (
        migrations.AddField(
            model_name="policy",
            name="lead_capital",
            field=models.DecimalField(decimal_places=2, max_digits=16, null=True, verbose_name="主承保公司注册资本"),
        ),
        migrations.AddField(
            model_name="policy",
            name="lead_solvency",
            field=models.DecimalField(
                decimal_places=4, max_digits=7, null=True, verbose_name="主承保公司近三年最低偿付能力充足率"
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="lead_has_quality_department",
            field=models.BooleanField(null=True, verbose_name="主承保公司设有工程质量管理部门"),
        ),
        migrations.AddField(
            model_name="policy",
            name="lead_has_experience",
            field=models.BooleanField(null=True, verbose_name="主承保公司有主承保经验且服务优质"),
        ),
    )

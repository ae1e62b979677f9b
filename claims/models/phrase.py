"""Phrase: words that an insurer keeps for its determinations, by ground; its own data, never the platform's."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.codes import Ground


class PhraseField(models.TextChoices):
    """Which text of a determination a phrase is for."""

    WORDS = "words", _("查明的事实和理由")
    WHY = "why", _("理由为什么适用于本案")


class Phrase(models.Model):
    """One phrase: with a ground one of refusals, without one of what is covered. Old ones are switched off."""

    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位"))
    ground = models.CharField(_("不予赔偿的理由"), max_length=24, choices=Ground, blank=True)
    field = models.CharField(_("用在哪一段"), max_length=8, choices=PhraseField, default=PhraseField.WORDS)
    title = models.CharField(_("名称"), max_length=40)
    body = models.TextField(_("正文"), max_length=2000)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        """One phrase per name and ground of an organisation."""

        constraints = (
            models.UniqueConstraint(fields=("organisation", "ground", "field", "title"), name="phrase_named_once"),
        )
        verbose_name = _("核定用语")
        verbose_name_plural = _("核定用语")

    def __str__(self) -> str:
        """The name."""
        return self.title

"""What operators see of plugins, of all processes together."""

from django.db import models

from byline.plugins.calls import REASON_MAX_LENGTH

NAME_MAX_LENGTH = 40


class PluginState(models.Model):
    """Whether a plugin is switched off, and until when it is paused."""

    name = models.CharField(max_length=NAME_MAX_LENGTH, unique=True)
    is_switched_off = models.BooleanField(default=False)
    switched_at = models.DateTimeField(null=True)
    # The latest of the processes that do not call it.
    paused_until = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=REASON_MAX_LENGTH, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class HookDay(models.Model):
    """The calls of one hook of a plugin on a day (UTC)."""

    plugin = models.CharField(max_length=NAME_MAX_LENGTH)
    hook = models.CharField(max_length=NAME_MAX_LENGTH)
    day = models.DateField()
    number = models.PositiveBigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    longest_seconds = models.FloatField(default=0)
    failures = models.PositiveBigIntegerField(default=0)
    last_failure = models.CharField(max_length=REASON_MAX_LENGTH, blank=True)
    last_failed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["plugin", "hook", "day"], name="one_row_of_a_hook_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plugin}: {self.hook} on {self.day}"

"""`manage.py sync_schedule`: write the declared schedule into the scheduler's tables; what is not declared any more goes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django_celery_beat.models import IntervalSchedule, PeriodicTask, PeriodicTasks

from vantrexia.workflows.jobs import LIST

PREFIX = "vantrexia: "


class Command(BaseCommand):
    help = "Bring the scheduler's tables in line with the schedule declared in code."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            for name, job in LIST.items():
                seconds = int(job.every.total_seconds())
                interval, _ = IntervalSchedule.objects.get_or_create(
                    every=seconds, period=IntervalSchedule.SECONDS
                )
                PeriodicTask.objects.update_or_create(
                    name=PREFIX + name,
                    defaults={
                        "task": "vantrexia.run_job",
                        "interval": interval,
                        "queue": job.queue,
                        "enabled": True,
                        "kwargs": f'{{"job": "{name}"}}',
                        # A backlog of ticks for a stopped worker is worth one run, not hundreds.
                        "expire_seconds": max(seconds, 10),
                    },
                )
            gone = PeriodicTask.objects.filter(name__startswith=PREFIX).exclude(
                name__in=[PREFIX + name for name in LIST]
            )
            removed = gone.count()
            gone.delete()
            PeriodicTasks.update_changed()
        self.stdout.write(f"{len(LIST)} jobs scheduled, {removed} removed")

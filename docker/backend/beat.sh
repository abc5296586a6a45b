#!/bin/sh
# The scheduler of this release: first the schedule its code declares, then the ticking. Not in the migration, because until the
# old release's workers are gone nobody may be sent a job they do not know.
set -eu
python3 manage.py sync_schedule >/dev/null
exec celery -q -A config beat -l info --scheduler django_celery_beat.schedulers:DatabaseScheduler --pidfile=

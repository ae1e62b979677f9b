"""The worker's side; papers are drawn in the worker's children."""

from celery import shared_task

from . import pictures, producing, receiving, sending


@shared_task(name="documents.render_owed")
def render_owed_papers() -> int:
    """Produce all papers that are due and make the views of new evidence; safe to run any number of times."""
    done = 0
    while claimed := producing.render_owed():
        done += claimed
        if claimed < producing.BATCH:
            break
    while claimed := pictures.prepare_owed():
        done += claimed
        if claimed < pictures.BATCH:
            break
    return done


@shared_task(name="documents.discard_unsent")
def discard_unsent_uploads() -> int:
    """Take back uploads whose form was never sent, and those that nobody went on with; safe to run again."""
    done = 0
    while given_up := sending.discard_unfinished():
        done += given_up
        if given_up < receiving.BATCH:
            break
    while discarded := receiving.discard_unsent():
        done += discarded
        if discarded < receiving.BATCH:
            break
    return done

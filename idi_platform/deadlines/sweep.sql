-- One batch of the sweep. Parameters: now (legal time), batch (how many clocks it looks at), after_at and after_id (the
-- place in the order of time where the batch before it ended).
WITH batch AS MATERIALIZED (
    -- The gate is this ordered walk itself: so many rows and no more, whether they may move or not.
    SELECT c.id, c.subject_id, c.state, c.next_at, c.marks
      FROM deadlines_clock c
     WHERE c.next_at <= %(now)s AND (c.next_at, c.id) > (%(after_at)s::timestamptz, %(after_id)s)
     ORDER BY c.next_at, c.id
     LIMIT %(batch)s
), movable AS MATERIALIZED (
    -- A subject that still awaits a step of the system stands still at it, and one of which an earlier batch has left
    -- something behind stands still at that.
    SELECT c.*
      FROM batch c
     WHERE NOT EXISTS (
               SELECT FROM deadlines_clock a
                WHERE a.subject_id = c.subject_id AND a.kind = 'automatic' AND a.state = 'open' AND a.due_at < c.next_at)
       AND NOT EXISTS (
               SELECT FROM deadlines_followup f
                WHERE f.subject_id = c.subject_id AND f.act = 'take' AND f.owed_state <> 'done'
                  AND f.occurred_at < c.next_at)
       AND NOT EXISTS (
               SELECT FROM deadlines_clock e
                WHERE e.subject_id = c.subject_id
                  AND (e.next_at, e.id) <= (%(after_at)s::timestamptz, %(after_id)s))
), first AS MATERIALIZED (
    SELECT DISTINCT ON (m.subject_id) m.* FROM movable m ORDER BY m.subject_id, m.next_at, m.id
), held AS MATERIALIZED (
    SELECT s.id, s.seq, s.head
      FROM records_subject s
     WHERE s.id = ANY (ARRAY(SELECT subject_id FROM first))
     ORDER BY s.id
       FOR NO KEY UPDATE SKIP LOCKED
), chosen AS MATERIALIZED (
    -- Of reminders that were missed only the last is still useful, and none once a later mark has come.
    SELECT f.*, h.seq, h.head, m.mark, m.at, m.event,
           -- Reminders passed over go without an event; the mark that counts waits for its own turn in time.
           m.place = 1 AS is_event,
           jsonb_path_query_array(f.marks, '$[$k to last]',
                                  jsonb_build_object('k', CASE m.place WHEN 1 THEN 1 ELSE m.place - 1 END)) AS rest
      FROM first f
      JOIN held h ON h.id = f.subject_id
     CROSS JOIN LATERAL (
           SELECT e.mark, e.place, (e.mark ->> 'at')::timestamptz AS at, e.mark ->> 'event' AS event
             FROM jsonb_array_elements(f.marks) WITH ORDINALITY AS e (mark, place)
            WHERE e.mark ->> 'event' <> 'reminder'
               OR (f.marks -> e.place::int ->> 'at')::timestamptz <= %(now)s IS NOT TRUE
            ORDER BY e.place
            LIMIT 1) m
), moved AS (
    UPDATE deadlines_clock c
       SET marks = n.rest,
           next_at = (n.rest -> 0 ->> 'at')::timestamptz,
           looked_until = CASE WHEN n.is_event THEN n.at ELSE c.looked_until END,
           breached_at = CASE WHEN n.is_event AND n.event = 'due_passed' AND c.kind = 'duty' THEN n.at ELSE c.breached_at END,
           state = CASE WHEN NOT n.is_event OR c.state NOT IN ('open', 'paused') THEN c.state
                        WHEN n.event = 'due_passed' AND c.kind = 'duty' THEN 'overdue'
                        WHEN n.event = 'closed' THEN 'closed'
                        ELSE c.state END
      FROM chosen n
     WHERE c.id = n.id AND c.state = n.state AND c.next_at = n.next_at AND c.marks = n.marks
    RETURNING c.id, c.subject_id, c.name, c.period, c.owed_role, c.owed_org_id, c.target_at, c.due_at, c.revision_id,
              c.clause, n.seq, n.head, n.mark, n.at, n.event, n.is_event
), numbered AS MATERIALIZED (
    -- Numbered beforehand, so that the outbox needs no join with what the log has written.
    SELECT m.*, nextval('records_record_id_seq') AS record_id FROM moved m WHERE m.is_event
), written AS (
    INSERT INTO records_record (id, subject_id, seq, form, name, source, target, acting, occurred_at, recorded_at,
                                facts, reasons, revision_id, clauses, prev, hash)
    SELECT n.record_id, n.subject_id, n.seq + 1, 'event', 'clock.' || n.event, '', '', %(acting)s::jsonb, n.at, %(now)s,
           jsonb_build_object('clock', n.name, 'clock_id', n.id, 'period', n.period, 'owed_role', n.owed_role,
                              'owed_org', n.owed_org_id, 'target_at', n.target_at, 'due_at', n.due_at),
           '{}'::jsonb, n.revision_id,
           CASE WHEN n.clause = '' THEN '[]'::jsonb ELSE jsonb_build_array(n.clause) END, n.head, ''::bytea
      FROM numbered n
    RETURNING subject_id, seq, hash
), chained AS (
    UPDATE records_subject s SET seq = w.seq, head = w.hash FROM written w WHERE s.id = w.subject_id
), owed AS (
    INSERT INTO deadlines_followup (clock_id, subject_id, record_id, event, act, what, occurred_at, owed_state, attempts,
                                    next_try_at, last_error)
    SELECT n.id, n.subject_id, n.record_id, n.event, d.follow ->> 'act', d.follow -> 'what', n.at, 'pending', 0,
           %(machine_now)s, ''
      FROM numbered n
     CROSS JOIN LATERAL jsonb_array_elements(COALESCE(n.mark -> 'do', '[]'::jsonb)) AS d (follow)
)
SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM moved), l.next_at, l.id
  FROM (VALUES (1)) AS one
  LEFT JOIN LATERAL (SELECT b.next_at, b.id FROM batch b ORDER BY b.next_at DESC, b.id DESC LIMIT 1) l ON true

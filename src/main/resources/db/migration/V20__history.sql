-- Past incidents are found by the words of their title, service and cause. Only letters and digits make words, as where they are ranked:
-- the parser would otherwise keep host names and paths whole.
create index incident_words on incident using gin (
    to_tsvector('simple', regexp_replace(lower(title || ' ' || coalesce(service, '') || ' ' || coalesce(root_cause, '')), '[^a-z0-9]+', ' ', 'g'))
);

-- What people said of analyses is read off the timelines, the newest first.
create index incident_event_feedback on incident_event (occurred_at desc) where type = 'FEEDBACK_GIVEN';

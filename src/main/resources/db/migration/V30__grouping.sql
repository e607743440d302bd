-- Jobs by urgency: what is more urgent starts first, and among equals what came first.
update scheduled_tasks set priority = 50 where priority is null;
alter table scheduled_tasks alter column priority set default 50, alter column priority set not null;
create index scheduled_tasks_waiting on scheduled_tasks (priority desc, execution_time) where not picked;

-- An incident that became part of another points to it.
alter table incident add column merged_into uuid references incident (id);

-- Each alert of an incident, whole, so that it can be taken out into one of its own.
alter table incident_alert
    -- What its sender joins its alerts by: where the group of an alert that comes is found.
    add column grouping_key text,
    add column service      text,
    -- The alert as it came first, redacted.
    add column body         text,
    -- Why it belongs here, where its sender did not say so.
    add column joined       text,
    -- How often it fired again after it had ended, and when its state changed last.
    add column flaps        integer     not null default 0,
    add column changed_at   timestamptz not null default now(),
    -- Whether the investigation has been told of it, or need not be.
    add column told         boolean     not null default true;
create index incident_alert_group on incident_alert (grouping_key, fingerprint) where grouping_key is not null;

-- Open incidents by when their trouble began: those that a new alert may belong to.
create index incident_open on incident (started_at) where status <> 'resolved';

-- Groups that a person took out of an incident: they do not join it again by themselves.
create table incident_apart (
    incident_id  uuid not null references incident (id),
    grouping_key text not null,
    primary key (incident_id, grouping_key)
);

-- Who calls whom, as far as evidence has shown it.
create table service_call (
    caller  text        not null,
    callee  text        not null,
    seen_at timestamptz not null,
    primary key (caller, callee)
);
create index incident_evidence_calls on incident_evidence (collected_at) where kind in ('traces', 'topology');

-- What the alerts of an incident are known by: a service, or a thing that a label names. Others that know the same join it.
create table incident_mark (
    mark        text not null,
    incident_id uuid not null references incident (id),
    started_at  timestamptz not null,
    primary key (mark, incident_id)
);
create index incident_mark_started_at on incident_mark (mark, started_at);

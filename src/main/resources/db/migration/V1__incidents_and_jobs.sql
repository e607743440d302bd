-- One incident as it stands: what its timeline makes of it, kept here so that lists need not read timelines.
create table incident (
    id               uuid primary key,
    title            text not null,
    description      text not null,
    severity         text not null,
    status           text not null,
    service          text,
    environment      text,
    source           text not null,
    labels           text not null,
    grouping_key     text,
    started_at       timestamptz not null,
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    -- Position and hash of the newest entry: a tail that was cut off shows.
    position         bigint not null,
    newest_hash      text not null,
    evidence_count   integer not null default 0,
    -- The run that is under way, and its attempt: an append of an earlier attempt is refused.
    analysis_state   text not null,
    analysis_id      uuid,
    analysis_attempt integer not null default 0,
    -- The analysis that is shown.
    execution_status text,
    confidence_score double precision,
    root_cause       text,
    analyst          text,
    needs_review     boolean not null default false
);

-- Settles the race of two alerts of one fault: only one of them opens an incident.
create unique index incident_open_grouping_key on incident (grouping_key) where status <> 'resolved' and grouping_key is not null;
create index incident_updated_at on incident (updated_at);
create index incident_service on incident (service, id desc);

create table incident_event (
    incident_id   uuid not null references incident (id),
    position      bigint not null,
    occurred_at   timestamptz not null,
    actor         text not null,
    type          text not null,
    message       text not null,
    -- Text, not jsonb: the hash is over these very bytes.
    data          text not null,
    previous_hash text not null,
    hash          text not null,
    primary key (incident_id, position)
);

create table incident_evidence (
    incident_id  uuid not null references incident (id),
    number       integer not null,
    source       text not null,
    query        text not null,
    title        text not null,
    window_from  timestamptz,
    window_to    timestamptz,
    kind         text not null,
    size         integer not null,
    content      text not null,
    digest       text not null,
    collected_at timestamptz not null,
    redactions   integer not null,
    truncated    boolean not null,
    link         text,
    primary key (incident_id, number)
);

create table incident_diagnosis (
    analysis_id uuid primary key,
    incident_id uuid not null references incident (id),
    diagnosis   text not null
);

create table incident_analysis (
    id               uuid primary key,
    incident_id      uuid not null references incident (id),
    root_cause       text not null,
    reasoning        text not null,
    mitigation       text not null,
    prevention       text not null,
    recommendation   text not null,
    confidence_score double precision not null,
    execution_status text not null,
    analyst          text not null,
    needs_review     boolean not null,
    started_at       timestamptz not null,
    completed_at     timestamptz not null,
    -- The whole record, hypotheses, findings and citations included.
    analysis         text not null
);
create index incident_analysis_incident on incident_analysis (incident_id, id desc);

create table model_exchange (
    id             text primary key,
    incident_id    uuid not null references incident (id),
    analysis_id    uuid not null,
    agent          text not null,
    model          text not null,
    prompt_version text not null,
    request        text not null,
    reply          text not null,
    outcome        text not null,
    input_tokens   bigint not null,
    output_tokens  bigint not null,
    millis         bigint not null,
    started_at     timestamptz not null
);
create index model_exchange_analysis on model_exchange (analysis_id, started_at);

-- What a sender's key already opened: the same request again gets the same answer.
create table idempotency_key (
    key         text primary key,
    digest      text not null,
    incident_id uuid not null references incident (id),
    created_at  timestamptz not null
);
create index idempotency_key_created_at on idempotency_key (created_at);

-- The alerts that make up an incident, each by its sender's fingerprint.
create table incident_alert (
    incident_id uuid not null references incident (id),
    fingerprint text not null,
    state       text not null,
    started_at  timestamptz not null,
    received    integer not null,
    primary key (incident_id, fingerprint)
);

-- db-scheduler's own table, as its documentation gives it for PostgreSQL.
create table scheduled_tasks (
    task_name            text not null,
    task_instance        text not null,
    task_data            bytea,
    execution_time       timestamptz,
    picked               boolean not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint not null,
    priority             smallint,
    primary key (task_name, task_instance)
);
create index scheduled_tasks_execution_time on scheduled_tasks (execution_time);
create index scheduled_tasks_last_heartbeat on scheduled_tasks (last_heartbeat);

-- Jobs that kept failing, until a person runs them again.
create table job_set_aside (
    name         text not null,
    key          text not null,
    reason       text not null,
    failures     integer not null,
    set_aside_at timestamptz not null,
    primary key (name, key)
);

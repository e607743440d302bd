-- Alerts that are expected: while one lasts, what it matches opens no incident.
create table silence (
    id         uuid primary key,
    -- A list of label, operator and value.
    matchers   text        not null,
    starts_at  timestamptz not null,
    ends_at    timestamptz not null,
    reason     text        not null,
    created_by text        not null,
    created_at timestamptz not null,
    -- Who ended it before its time.
    ended_by   text
);
create index silence_ends_at on silence (ends_at);

-- The alerts that came while they were silenced.
create table silenced_alert (
    silence_id    uuid        not null references silence (id) on delete cascade,
    -- Its group and fingerprint, hashed.
    alert_key     text        not null,
    received      integer     not null,
    last_received timestamptz not null,
    -- The alert as it came first, redacted.
    body          text        not null,
    primary key (silence_id, alert_key)
);
create index silenced_alert_last_received on silenced_alert (last_received);

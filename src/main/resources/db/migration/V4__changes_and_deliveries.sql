-- What changed, by whom it was sent and whom it concerns, so that "what changed" is known the moment an alert comes.
create table change (
    -- The change's own name: the same one again renews it.
    id          text primary key,
    source      text        not null,
    service     text,
    at          timestamptz not null,
    received_at timestamptz not null,
    -- The whole change, redacted.
    body        text        not null
);
create index change_service on change (lower(service), at desc);
create index change_at on change (at desc);

-- What senders call their deliveries: one that comes again is not done again.
create table webhook_delivery (
    source      text        not null,
    id          text        not null,
    received_at timestamptz not null,
    primary key (source, id)
);
create index webhook_delivery_received_at on webhook_delivery (received_at);

-- An alert that a sender reopens belongs to the incident that it was.
create index incident_grouping_key on incident (grouping_key, id desc) where grouping_key is not null;

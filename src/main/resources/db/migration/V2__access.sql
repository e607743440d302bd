-- Who may come in. Neither table holds a secret: only what it hashes to.

create table api_key (
    id           uuid primary key,
    name         text        not null,
    role         text        not null check (role in ('viewer', 'responder', 'admin', 'webhook')),
    hash         text        not null unique,
    created_at   timestamptz not null,
    last_used_at timestamptz,
    revoked_at   timestamptz
);

-- A key's name stands on the timeline as the one who acted, so no two living keys share it.
create unique index api_key_name on api_key (name) where revoked_at is null;

create table sign_in_link (
    hash       text primary key,
    role       text        not null check (role in ('viewer', 'responder', 'admin')),
    name       text        not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);

create index sign_in_link_expires_at on sign_in_link (expires_at);

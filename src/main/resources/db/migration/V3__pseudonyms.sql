-- What pseudonyms stand for, sealed with a key that lies outside the database. It holds no reference to its incident: texts are redacted
-- before their incident is stored. Whoever erases an incident's bodies erases its rows here.
create table pseudonym (
    scope     text  not null,
    name      text  not null,
    -- AES-256-GCM: 12 bytes of nonce, then ciphertext and tag; scope and name are its associated data.
    sealed    bytea not null,
    primary key (scope, name)
);

-- Bodies may be erased: what is erased says when, and keeps its digest.
alter table incident_evidence alter column content drop not null, add column erased_at timestamptz;
alter table model_exchange add column erased_at timestamptz;
create index model_exchange_incident on model_exchange (incident_id);

-- When the incident's bodies were last erased: what was written to since may have new ones.
alter table incident add column erased_at timestamptz;

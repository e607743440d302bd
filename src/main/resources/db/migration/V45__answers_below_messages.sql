-- Which incident a message of ours is about, as where somebody answers it: found by what the channel calls the message.
create index incident_event_message on incident_event ((cast(data as jsonb) ->> 'reference')) where type = 'NOTIFICATION_SENT';
